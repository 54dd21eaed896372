// Asks how far the task is and says so; when it has ended, the page is asked for again and leads on.
const box = document.querySelector(".progress");
if (box) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("p");
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const state = await answer.json();
        if (!state.open) {
          location.reload();
          return;
        }
        if (state.percent) bar.value = state.percent;
        // The same words again would be read out again.
        if (words.textContent !== state.words) words.textContent = state.words;
      }
    } catch {
      // The server restarts: ask again.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 700);
}
