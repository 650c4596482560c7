const secretHeader =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|(api|access|auth|secret|private)[-_]?key|token|secret|password|signature/i

/** Whether a header of this name usually carries a secret. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name)
}
