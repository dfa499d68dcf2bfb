/* Brings the chosen step of the model into view. Without it the drawing is scrolled by hand. */

function show() {
  for (const button of document.querySelectorAll('[data-print]')) button.hidden = false;
  const pan = document.querySelector('.conformance .model-pan');
  const step = new URLSearchParams(location.search).get('step');
  if (!pan || step === null) return;
  const chosen = [...pan.querySelectorAll('a')].find(
    (link) => new URL(link.href.baseVal, location.href).searchParams.get('step') === step,
  );
  if (!chosen) return;
  chosen.classList.add('chosen');
  const [box, at] = [pan.getBoundingClientRect(), chosen.getBoundingClientRect()];
  pan.scrollLeft += at.left + at.width / 2 - (box.left + box.width / 2);
  pan.scrollTop += at.top + at.height / 2 - (box.top + box.height / 2);
}

document.addEventListener('htmx:after:swap', show);
show();
