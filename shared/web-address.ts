/** Whether a text is the address of a web server, perhaps with a path: no user name, no question mark, no hash. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/([\w-]+\.)*[\w-]+(:\d{1,5})?(\/[^\s?#\\]*)?$/i.test(text)
}
