// Lets a file be dropped on the field that takes it; without this script the field works as it is.
for (const field of document.querySelectorAll(".drop input[type=file]")) {
  const zone = document.createElement("div");
  const words = document.createElement("span");
  zone.className = "drop-zone";
  words.className = "help";
  words.textContent = field.form.dataset.words;
  field.replaceWith(zone);
  zone.append(field, words);
  const over = (event, inside) => {
    event.preventDefault();
    zone.classList.toggle("over", inside);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
