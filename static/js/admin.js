// Gives the admin's ready-made pickers the names that screen readers ask for: select2 builds its
// box beside the labelled <select>, and the two-list picker writes bare icons.
"use strict";
{
  const name = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      const words = label ? label.firstChild.textContent.trim() : select.getAttribute("aria-label");
      const box = select.nextElementSibling;
      for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
        part.setAttribute("aria-label", words);
      }
    }
    const icons = document.querySelectorAll("span.help-tooltip[aria-label]");
    for (const icon of icons) icon.role = "img";
  };
  // Queued behind the pickers' own start, which jQuery may put off beyond the load event.
  window.django?.jQuery?.(name);
  window.addEventListener("load", name);
  document.addEventListener("formset:added", name);
}
