/** Hands a text to the browser as a file to save. */
export function downloadText(fileName: string, content: string, mediaType = 'application/json'): void {
  downloadBlob(fileName, new Blob([content], { type: mediaType }))
}

/** The same for any bytes. */
export function downloadBlob(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has the blob by the next task; the address is not needed any longer.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
