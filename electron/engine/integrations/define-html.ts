const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", '#x27': "'" }

/**
 * The words of simple HTML as services write it: without its tags, and signs as they are. Where lines break is for the
 * caller to say before.
 */
export function wordsOfHtml(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|#39|#x27);/g, (whole, name: string) => signs[name] ?? whole)
}
