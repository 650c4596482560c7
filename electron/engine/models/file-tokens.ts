import { fileRefOf, isTextType } from '../../../shared/run/file-ref.ts'
import type { SentMessage, SentRequest } from './define-provider.ts'

/** Tokens of one picture at most: vendors scale larger ones down. OpenAI multiplies them for one of its models. */
const mostOfPicture = 6_000
const mostOfPictureFor4oMini = 50_000
/** A page of a PDF is read as text and seen as a picture; a dense one of 1,000 bytes came to some 4,600 tokens. */
const mostOfPdfByte = 5
const leastOfPdf = 30_000
/** No model takes more than this in all. */
const mostOfPdf = 1_050_000

/** Tokens that the files of a request can come to at most; the text of files that were read is part of the messages. */
export function mostFileTokens({ model, messages }: Pick<SentRequest, 'model' | 'messages'>): number {
  const picture = /gpt-4o-mini/.test(model) ? mostOfPictureFor4oMini : mostOfPicture
  return sum(messages, ({ mediaType, bytes }) => {
    if (isTextType(mediaType)) return bytes
    if (mediaType.startsWith('image/')) return picture
    return Math.min(mostOfPdf, Math.max(leastOfPdf, bytes * mostOfPdfByte))
  })
}

/** Tokens that they usually come to. */
export function usualFileTokens({ messages }: Pick<SentRequest, 'messages'>): number {
  return sum(messages, ({ mediaType, bytes }) => {
    if (isTextType(mediaType)) return Math.ceil(bytes / 4)
    return mediaType.startsWith('image/') ? 1_000 : Math.max(2_000, Math.ceil(bytes / 20))
  })
}

type Sized = { mediaType: string; bytes: number }

function sum(messages: SentMessage[], tokensOf: (file: Sized) => number): number {
  const files = messages.flatMap(({ opened, files: values = [] }): Sized[] => {
    return opened ?? values.map((value) => fileRefOf(value)).filter((file) => file !== null)
  })
  return files.reduce((tokens, file) => tokens + tokensOf(file), 0)
}
