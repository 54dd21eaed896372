// The clock of a meeting: which point is on, and how many minutes are left. It speaks up politely when a point
// begins, five minutes and one minute before it ends, and when time is up; never in between.
(() => {
  const clock = document.getElementById("clock");
  const rows = [...document.querySelectorAll("tr[data-starts]")];
  if (!clock || !rows.length) return;
  const points = rows.map((row) => ({
    row,
    title: row.querySelector("th").textContent,
    starts: new Date(row.dataset.starts), // the hours of the place, as the browser there has them
    ends: new Date(row.dataset.ends),
  }));
  const [on, left, soon, said] = clock.querySelectorAll("p");
  let last = "";
  const say = (words) => {
    if (words && words !== last) said.textContent = words;
    last = words || last;
  };
  const show = () => {
    const now = new Date();
    const point = points.find((one) => one.starts <= now && now < one.ends);
    const next = points.find((one) => one.starts > now);
    clock.hidden = now > points[points.length - 1].ends;
    for (const one of points) one.row.classList.toggle("here", one === point);
    on.textContent = point ? `${clock.dataset.now}: ${point.title}` : clock.dataset.nothing;
    soon.textContent = next ? `${clock.dataset.next}: ${next.row.cells[0].textContent} ${next.title}` : "";
    left.textContent = "";
    if (!point) return;
    const minutes = Math.ceil((point.ends - now) / 60000);
    left.textContent = `${minutes} ${clock.dataset.left}`;
    if (now - point.starts < 60000) say(`${clock.dataset.now}: ${point.title}`);
    else if (minutes === 5 || minutes === 1) say(`${point.title}: ${minutes} ${clock.dataset.left}`);
  };
  show();
  window.setInterval(show, 5000);
})();
