// Runs before the first paint, so that a chosen theme never flashes; hence no module.
try {
  const theme = localStorage.getItem('fluxfill.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme is then used.
}
