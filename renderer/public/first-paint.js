// Runs before the first paint, so that a chosen theme never flashes the other one. A file and not an inline script,
// because the content security policy allows none. The key is the one of state/theme-store.ts.
try {
  const theme = localStorage.getItem('niti.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is closed to this page: the system's preference holds.
}
