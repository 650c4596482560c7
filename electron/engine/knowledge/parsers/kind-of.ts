import type { FileKind } from './parser.ts'

const kinds: Record<string, FileKind> = {
  ...kindFor('markdown', 'md markdown mdx mkd'),
  ...kindFor('pdf', 'pdf'),
  ...kindFor('docx', 'docx'),
  ...kindFor('csv', 'csv tsv'),
  ...kindFor('html', 'html htm xhtml'),
  ...kindFor(
    'text',
    'txt text log rst adoc org tex json jsonl ndjson yaml yml toml ini cfg conf xml srt vtt eml ics sql',
  ),
  ...kindFor('text', 'js mjs cjs ts tsx jsx py rb go rs java kt c h cpp hpp cc cs php swift sh bash ps1 lua r scala'),
  ...kindFor('text', 'css scss vue svelte graphql proto tf'),
}

/** What is no text for certain, so that no byte of it need be read. */
const neverText = new Set(
  [
    'png jpg jpeg gif webp bmp tiff ico heic avif psd svgz mp3 wav flac ogg m4a mp4 mov avi mkv webm woff woff2 ttf otf',
    'zip gz tar tgz 7z rar xz bz2 zst jar war exe dll so dylib bin dat iso dmg msi deb rpm apk class o a pyc wasm node',
    'db sqlite sqlite3 parquet xls xlsx ppt pptx doc odt ods odp key pages numbers epub mobi',
  ].flatMap((line) => line.split(' ')),
)

function kindFor(kind: FileKind, extensions: string): Record<string, FileKind> {
  return Object.fromEntries(extensions.split(' ').map((extension) => [extension, kind]))
}

export function extensionOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** How a file is read, by its name. `never`: not at all. What is not known is tried as text. */
export function kindOf(path: string): FileKind | 'never' {
  const extension = extensionOf(path)
  if (neverText.has(extension)) return 'never'
  return kinds[extension] ?? 'text'
}
