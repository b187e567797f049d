document.querySelectorAll("tr[data-href]").forEach(row =>
  row.addEventListener("click", event => { if (!event.target.closest("a")) location.href = row.dataset.href; }));
document.querySelectorAll("input.filter").forEach(input => {
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    input.nextElementSibling.querySelectorAll("tbody tr").forEach(row => {
      const text = row.textContent.toLowerCase() + (row.classList.contains("failed") ? " failed" : " success");
      row.hidden = !words.every(word => text.includes(word));
    });
  });
  if (location.hash.length > 1) {                       // linked from the log of a judging: `#VON-01 2026-09-30`
    input.value = decodeURIComponent(location.hash.slice(1));
    input.dispatchEvent(new Event("input"));
  }
});
document.querySelectorAll("[data-toggle=collapse]").forEach(link =>
  link.addEventListener("click", event => {
    event.preventDefault();
    document.getElementById(link.getAttribute("href").slice(1))?.classList.toggle("show");
  }));
document.querySelectorAll("[data-toggle=tab]").forEach(tab =>
  tab.addEventListener("click", event => {
    event.preventDefault();
    const pane = document.getElementById(tab.getAttribute("href").slice(1));
    tab.closest(".nav").querySelectorAll(".active").forEach(one => one.classList.remove("active"));
    pane.parentElement.querySelectorAll(":scope > .active").forEach(one => one.classList.remove("active", "show"));
    tab.classList.add("active"); pane.classList.add("active", "show");
  }));
document.getElementById("failed-only")?.addEventListener("change", event => {
  document.querySelectorAll(".hide-succeeded-validation-target-child").forEach(one =>
    one.parentElement.hidden = event.target.checked);
  document.querySelectorAll(".hide-succeeded-validation-target").forEach(one => one.hidden = event.target.checked);
});
document.querySelectorAll('a[href*="/expectations/"]').forEach(link => link.replaceWith(link.textContent));  // suites are YAML: no pages
