export type SentryFrame = { filename: string; function: string; lineno?: number; colno?: number; in_app: boolean }

/** A mistake of ours in the words of https://develop.sentry.dev/sdk/data-model/event-payloads/. */
export type SentryEvent = {
  event_id: string
  timestamp: number
  platform: 'node' | 'javascript'
  level: 'error' | 'fatal'
  release: string
  tags: Record<string, string>
  contexts: { runtime: { name: string; version: string }; os: { name: string } }
  exception: {
    values: {
      type: string
      value: string
      mechanism: { type: string; handled: boolean }
      stacktrace?: { frames: SentryFrame[] }
    }[]
  }
}

export type BugFacts = {
  /** As the runtime writes it: the error's name and message, then a line for each call. */
  stack: string
  /** What the engine was about to do: a sentence of ours, without anything filled in. */
  where: string
  bugId: string | null
  process: 'engine' | 'page' | 'shell'
  /** It ended the process. */
  isFatal: boolean
}

export type World = {
  eventId: string
  at: number
  version: string
  root: string
  platform: string
  nodeVersion: string
}

const mostFrames = 50

/**
 * What is sent of a mistake of ours: what kind of error it was and which lines of the program led to it. Nothing that
 * anybody wrote, no path but the program's own, no name of the machine or of anybody. The stack alone says where to look,
 * so a message is left out wherever it could quote what was worked on.
 */
export function describeBug(bug: BugFacts, world: World): SentryEvent {
  const { head, lines } = splitStack(bug.stack)
  const frames = lines.flatMap((line) => readFrame(line, world.root)).slice(0, mostFrames)
  const type = /^(?:Uncaught )?([A-Z][A-Za-z0-9]{0,60})(?=:|$| \[)/.exec(head)?.[1] ?? 'Error'
  const tags = {
    process: bug.process,
    where: safeWords(bug.where),
    ...(bug.bugId !== null && /^bug_\w{1,40}$/.test(bug.bugId) && { bug_id: bug.bugId }),
  }
  return {
    event_id: world.eventId,
    timestamp: world.at / 1000,
    platform: bug.process === 'page' ? 'javascript' : 'node',
    level: bug.isFatal ? 'fatal' : 'error',
    release: `niti@${world.version}`,
    tags,
    contexts: { runtime: { name: 'node', version: world.nodeVersion }, os: { name: world.platform } },
    exception: {
      values: [
        {
          type,
          value: safeMessage(head.slice(head.indexOf(':') + 1).trim()),
          mechanism: { type: 'generic', handled: !bug.isFatal },
          // Sentry has the innermost call last.
          ...(frames.length > 0 && { stacktrace: { frames: frames.reverse() } }),
        },
      ],
    },
  }
}

/** Two of the same say the same twice. */
export function signOf({ exception, tags }: SentryEvent): string {
  const [first] = exception.values
  const inner = first?.stacktrace?.frames.slice(-3).map((frame) => `${frame.filename}:${frame.lineno}`) ?? []
  return [first?.type, tags.where, ...inner].join(' ')
}

/** A message may imitate lines of a stack; the lines of the runtime are the last ones, without a gap. */
function splitStack(stack: string): { head: string; lines: string[] } {
  const all = stack.split('\n')
  let from = all.length
  while (from > 1 && /^\s+at /.test(all[from - 1] ?? '')) from--
  return { head: all.slice(0, from).join('\n'), lines: all.slice(from) }
}

/** The runtime's own complaints that are made of code and nothing else. What it quotes may be a person's, and is cut off. */
const runtimeWords = [
  /^Cannot (?:read|set) properties of (?:undefined|null)/,
  /^[\w$.]{1,80}(?:\(\.\.\.\))? is not (?:a function|a constructor|defined|iterable)$/,
  /^Cannot access '[\w$]{1,60}' before initialization$/,
  /^Cannot (?:create property|assign to read only property|destructure property|convert undefined or null to object)/,
  /^(?:Assignment to constant variable\.|Maximum call stack size exceeded|Invalid (?:array|string) length|fetch failed)$/,
]

function safeMessage(message: string): string {
  const [line = ''] = message.split('\n')
  for (const words of runtimeWords) {
    const [said] = words.exec(line) ?? []
    if (said !== undefined) return said
  }
  return '(left out: it may quote what was worked on)'
}

/** A sentence of ours names no files and nobody. */
function safeWords(words: string): string {
  return /^[A-Za-z][A-Za-z0-9 .,-]{0,120}$/.test(words) ? words : 'unknown'
}

/** `    at name (file:line:column)` or `    at file:line:column`; what lies outside the program is left out. */
function readFrame(line: string, root: string): SentryFrame[] {
  const [, named, inBrackets, bare] = /^\s+at (?:(.+?) \((.+)\)|(.+))$/.exec(line) ?? []
  const place = inBrackets ?? bare ?? ''
  const [, file = '', row, column] = /^(.+?)(?::(\d+))?(?::(\d+))?$/.exec(place) ?? []
  const filename = ownPath(file.replace(/^async /, ''), root)
  if (filename === null) return []
  const name = named?.replace(/^async /, '') ?? ''
  return [
    {
      filename,
      function: /^[\w$.<>[\] #]{1,100}$/.test(name) ? name : '(anonymous)',
      ...(row !== undefined && { lineno: Number(row) }),
      ...(column !== undefined && { colno: Number(column) }),
      in_app: !filename.startsWith('node:') && !filename.includes('node_modules/'),
    },
  ]
}

/** The path inside the program, so that no folder of a person is in it; null: it is not part of the program. */
function ownPath(file: string, root: string): string | null {
  if (/^node:[\w/]+$/.test(file)) return file
  // The page, as it is served by the shell or on this machine.
  const page = /^(?:app:\/\/[\w.-]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?)\/(assets\/[\w.-]+)$/.exec(file)?.[1]
  if (page !== undefined) return `renderer/${page}`
  const path = decodeSafely(file.replace(/^file:\/\//, '')).replaceAll('\\', '/')
  const home = root.replaceAll('\\', '/').replace(/\/$/, '')
  const at = path.indexOf(`${home}/`)
  const inside = at < 0 ? null : path.slice(at + home.length + 1)
  return inside !== null && /^(out|electron|shared|renderer|node_modules)\/[\w./@+-]+$/.test(inside) ? inside : null
}

function decodeSafely(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
