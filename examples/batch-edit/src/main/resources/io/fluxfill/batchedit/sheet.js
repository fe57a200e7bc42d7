(() => {
  const move = (wipe, input) => {
    wipe.style.setProperty('--at', input.value);
    input.setAttribute('aria-valuetext', input.value + ' percent before');
  };
  document.addEventListener('input', event => {
    const wipe = event.target.closest('.wipe');
    if (wipe && event.target.type === 'range') move(wipe, event.target);
  });
  // Anywhere on the picture, also where a slider alone would have to be caught by its thumb.
  const follow = event => {
    const wipe = event.target.closest && event.target.closest('.wipe');
    const input = wipe && wipe.querySelector('input[type=range]');
    if (!input || !event.isPrimary || event.buttons !== 1) return;
    const box = wipe.getBoundingClientRect();
    input.value = 100 * (event.clientX - box.left) / box.width;
    move(wipe, input);
  };
  document.addEventListener('pointerdown', follow);
  document.addEventListener('pointermove', follow);
})();
