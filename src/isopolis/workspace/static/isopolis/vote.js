// Voting goes on without a network: votes wait in this browser and are sent once it is back. Each carries the
// time it was given, so that sending one twice, or late, changes nothing. Without this script the page works too.
(() => {
  const box = document.getElementById("voting");
  const form = document.getElementById("ballot");
  if (!box || !form || !window.fetch || !window.localStorage) return;
  const here = box.dataset.here;
  const store = `isopolis votes ${here}`;
  const text = document.getElementById("statement");
  const said = document.getElementById("queue");
  const number = form.elements.statement;
  let following = [...document.querySelectorAll("#following li")].map((one) => ({ id: Number(one.dataset.id), text: one.textContent }));
  const read = () => JSON.parse(localStorage.getItem(store) || "[]");
  const write = (votes) => {
    localStorage.setItem(store, JSON.stringify(votes));
    said.textContent = votes.length ? `${votes.length} ${box.dataset.waiting}` : "";
  };
  const given = new Set();
  const show = () => {
    const waiting = new Set(read().map((one) => one.statement));
    following = following.filter((one) => !given.has(one.id) && !waiting.has(one.id));
    if (following.length) {
      number.value = following[0].id;
      text.textContent = following[0].text;
      form.hidden = false;
    } else if (!waiting.size) {
      form.hidden = true;
      said.textContent = box.dataset.finished;
    }
    for (const button of form.querySelectorAll("button")) button.disabled = !following.length;
  };
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (let votes = read(); votes.length; votes = read()) {
        const vote = votes[0];
        const body = new FormData(form);
        body.set("statement", vote.statement);
        body.set("value", vote.value);
        body.set("sent", vote.sent);
        const answer = await fetch(here, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.status >= 500 || answer.status === 429) throw new Error("later");
        const kind = answer.headers.get("Content-Type") || "";
        if (!kind.startsWith("application/json")) { window.location.reload(); return; }
        const found = await answer.json();
        write(read().slice(1));
        if (found.saved) {
          following = found.next;
          document.getElementById("done").value = found.done;
          document.getElementById("count").textContent = found.done;
          show();
        }
      }
    } catch { window.setTimeout(send, 5000); } finally { sending = false; }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const statement = Number(number.value);
    const votes = read();
    votes.push({ statement, value: event.submitter ? event.submitter.value : "pass", sent: Date.now() });
    given.add(statement);
    write(votes);
    show();
    text.focus();
    send();
  });
  window.addEventListener("online", send);
  write(read());
  show();
  send();
})();
