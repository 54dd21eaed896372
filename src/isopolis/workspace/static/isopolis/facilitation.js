// The clock of a meeting: which point is on, and how many minutes are left. It speaks up politely when a point
// begins, five minutes and one minute before it ends, and when time is up; never in between.
(() => {
  const clock = document.getElementById("clock");
  if (!clock) return;
  const read = () =>
    [...document.querySelectorAll("tr[data-starts]")].map((row) => ({
      row,
      title: row.querySelector("th").textContent,
      starts: new Date(row.dataset.starts), // the hours of the place, as the browser there has them
      ends: new Date(row.dataset.ends),
    }));
  let points = read();
  const [on, left, soon, said] = clock.querySelectorAll("p");
  let last = "";
  const say = (words) => {
    if (words && words !== last) said.textContent = words;
    last = words || last;
  };
  const show = () => {
    const now = new Date();
    if (!points.length) return;
    const point = points.find((one) => one.starts <= now && now < one.ends);
    const next = points.find((one) => one.starts > now);
    clock.hidden = now > points[points.length - 1].ends;
    for (const one of points) one.row.classList.toggle("here", one === point);
    on.textContent = point ? `${clock.dataset.now}${clock.dataset.colon}${point.title}` : clock.dataset.nothing;
    soon.textContent = next ? `${clock.dataset.next}${clock.dataset.colon}${next.row.cells[0].textContent} ${next.title}` : "";
    left.textContent = "";
    if (!point) return;
    const minutes = Math.ceil((point.ends - now) / 60000);
    left.textContent = `${minutes} ${clock.dataset.left}`;
    if (now - point.starts < 60000) say(`${clock.dataset.now}${clock.dataset.colon}${point.title}`);
    else if (minutes === 5 || minutes === 1) say(`${point.title}${clock.dataset.colon}${minutes} ${clock.dataset.left}`);
  };
  show();
  window.setInterval(show, 5000);
  document.addEventListener("isopolis:agenda", () => {
    points = read();
    show();
  });
})();

// What others have added meanwhile: the page is asked for again every few seconds, unless it is not looked at or
// its reader has stopped that, and the parts that changed are put in place. Notes that somebody is sorting wait.
(() => {
  const follow = document.getElementById("follow");
  if (!follow) return;
  const [button, status] = [follow.querySelector("button"), follow.querySelector("[role=status]")];
  const parts = ["live-agenda", "live-notes", "live-decisions"];
  const before = new Map(parts.map((id) => [id, document.getElementById(id).innerHTML]));
  const isBusy = (part) =>
    part.contains(document.activeElement) ||
    [...part.querySelectorAll("select")].some((one) => one.selectedIndex > 0);
  let stopped = false;
  button.addEventListener("click", () => {
    stopped = !stopped;
    button.setAttribute("aria-pressed", String(stopped));
  });
  const look = async () => {
    if (stopped || document.hidden) return;
    const answer = await fetch(window.location.pathname, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected || stopped) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    let words = "";
    for (const id of parts) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      if (!there || before.get(id) === there.innerHTML) continue;
      if (isBusy(here)) {
        words = follow.dataset.waits;
        continue;
      }
      before.set(id, there.innerHTML);
      here.replaceChildren(...there.childNodes);
      words = words || follow.dataset.new;
    }
    if (words !== status.textContent) status.textContent = words;
    document.dispatchEvent(new Event("isopolis:agenda"));
  };
  follow.hidden = false;
  window.setInterval(look, Number(follow.dataset.seconds) * 1000);
})();
