// Asks the browser for its place when the person presses the button, and only then. Without this file everything works but the place.
"use strict";
const button = document.querySelector("[data-place]");
if (button && "geolocation" in navigator) {
  const form = button.closest("form");
  const said = document.querySelector("#place-said");
  const tell = (event) => fetch("/permissions", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token: form.elements.token.value, event, scenario: button.dataset.place }),
  });
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await tell("prompted");
    navigator.geolocation.getCurrentPosition(async (found) => {
      await tell("granted");
      form.elements.lat.value = found.coords.latitude.toFixed(4);
      form.elements.lon.value = found.coords.longitude.toFixed(4);
      said.textContent = button.dataset.found;
    }, async () => {
      await tell("refused");
      said.textContent = button.dataset.refused;
      button.disabled = false;
    }, { timeout: 20000, maximumAge: 60000 });
  });
}
