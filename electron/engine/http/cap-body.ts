import { userError } from '../../../shared/errors.ts'

/**
 * The same reply, whose body fails once it grows past `maxBytes` (counted after decompression, so that a small zip bomb
 * is caught too). Nothing is buffered here.
 */
export function capBody(response: Response, { maxBytes, from }: { maxBytes: number; from: string }): Response {
  if (!response.body) return response
  const tooLarge = () =>
    userError('http.too-large', `The reply of ${from} is larger than the allowed ${formatBytes(maxBytes)}.`, {
      hint: 'Ask for less, or raise the limit.',
      details: { maxBytes },
    })
  let bytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      // An error rather than an end: a cut reply must never look like a whole one. It also closes the socket upstream.
      if (bytes > maxBytes) controller.error(tooLarge())
      else controller.enqueue(chunk)
    },
  })
  const { status, statusText, headers, url, redirected } = response
  const capped = new Response(response.body.pipeThrough(counter), { status, statusText, headers })
  // The constructor cannot set these two, and callers resolve relative links against `url`.
  return Object.defineProperties(capped, { url: { value: url }, redirected: { value: redirected } })
}

function formatBytes(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} bytes`
}
