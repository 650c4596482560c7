import type { Json } from '../../shared/json.ts'

/** A request as it would leave. */
export type SentCall = {
  method: string
  /** Left out where nobody knows: at a server that stands in for another. */
  host?: string
  /** Of the whole address, still escaped; begins with a slash. */
  path: string
  /** As text; brackets in names as they are sent. */
  query: Record<string, string | string[]>
  /** Names in lower case; without the credential. */
  headers: Record<string, string>
  body?: SentBody
}

/** A file stands as its name, a mail as the text it becomes; values of a form are text. */
export type SentBody = { kind: 'json' | 'form' | 'multipart' | 'text' | 'file'; value: Json; mediaType?: string }

export type GivenReply = { status: number; body: Json; isJson: boolean }

/** What the vendor's document says about one call. Both checks answer what does not fit, each with where it is. */
export type Operation = {
  /** As the vendor calls it. */
  name: string
  checkRequest(sent: SentCall): string[]
  checkReply(reply: GivenReply, sent: SentCall): string[]
  /** A reply made up from what the document says of one; null where it says nothing. */
  makeReply(): Pick<GivenReply, 'status' | 'body'> | null
  /** What can be taken away or added so that the request does not fit any more; for tests that break it on purpose. */
  wants: { query: string[]; body: string[]; isBodyOpen: boolean }
}

/** A vendor's document, of whatever kind. */
export type VendorDocument = {
  /** Null where the document has no such call; the body matters where all calls go to one address. */
  findOperation(sent: SentCall): Operation | null
}
