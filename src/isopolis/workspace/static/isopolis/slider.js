// The number beside a slider follows it; without this script only the scale below is shown.
(() => {
  for (const number of document.querySelectorAll("output[data-of]")) {
    const slider = document.getElementById(number.dataset.of);
    const show = () => {
      number.textContent = Number(slider.value).toLocaleString(document.documentElement.lang);
    };
    slider.addEventListener("input", show);
    number.hidden = false;
    show();
  }
})();
