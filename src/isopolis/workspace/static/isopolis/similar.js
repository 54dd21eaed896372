// While somebody types a proposal: those that may say the same, in English and French, from the page's own server.
// Without this script they are shown after sending, before anything is saved.
(() => {
  const form = document.querySelector("form[data-similar]");
  const box = document.getElementById("similar");
  if (!form || !box) return;
  const list = box.querySelector("ul");
  const fields = ["title", "problem", "idea"].map((name) => form.elements[name]).filter(Boolean);
  let timer = 0;
  let asked = "";
  const show = (found) => {
    list.replaceChildren(
      ...found.map((one) => {
        const item = document.createElement("li");
        const name = document.createElement(one.address ? "a" : "strong");
        if (one.address) Object.assign(name, { href: one.address, target: "_blank", rel: "noopener" });
        name.textContent = one.title;
        const idea = document.createElement("span");
        idea.className = "said";
        idea.textContent = one.idea;
        item.append(name, idea);
        return item;
      }),
    );
    box.hidden = !found.length;
  };
  const ask = async () => {
    const [title, ...rest] = fields.map((one) => one.value.trim());
    const text = [title, title, ...rest].join(" ").trim().slice(0, 1500);
    if (text === asked || text.length < 12) return;
    asked = text;
    try {
      const answer = await fetch(`${form.dataset.similar}?text=${encodeURIComponent(text)}`);
      if (answer.ok && asked === text) show((await answer.json()).similar);
    } catch { /* without a network the page works as without the script */ }
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, 700);
  });
})();
