/** One series of an exposition: its labels as they stand, and its value. */
export type Sample = { name: string; labels: Record<string, string>; value: number }
export type Family = { name: string; type: string; help: string; samples: Sample[] }

const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped']
const suffixes: Record<string, string[]> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

/**
 * Reads Prometheus' text format 0.0.4 as strictly as its page describes it, and complains of anything else:
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details. Families are in one piece, with HELP
 * and TYPE first; no series twice; buckets of histograms grow and end with +Inf, which is the count.
 */
export function parsePrometheusText(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end with a line feed')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let current: Family | null = null
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    const fail = (why: string) => new Error(`line ${index + 1}: ${why}: ${line}`)
    if (line === '') continue
    if (line.startsWith('#')) {
      const [, keyword, name, rest] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line) ?? []
      if (!keyword || !name || rest === undefined) throw fail('a comment that is neither HELP nor TYPE')
      if (keyword === 'HELP') {
        if (families.has(name)) throw fail('a family in two pieces')
        current = { name, type: '', help: rest, samples: [] }
        families.set(name, current)
      } else {
        if (current?.name !== name || current.type !== '') throw fail('a TYPE out of place')
        if (!types.includes(rest)) throw fail('an unknown type')
        current.type = rest
      }
      continue
    }
    const sample = parseSample(line, fail)
    if (!current || current.type === '') throw fail('a sample before its HELP and TYPE')
    const allowed = suffixes[current.type] ?? ['']
    if (!allowed.some((suffix) => sample.name === `${current?.name}${suffix}`)) throw fail('a sample of another family')
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`
    if (seen.has(key)) throw fail('a series that was there before')
    seen.add(key)
    current.samples.push(sample)
  }
  for (const family of families.values()) checkFamily(family)
  return families
}

function parseSample(line: string, fail: (why: string) => Error): Sample {
  const [, name = '', , inside, number = '', timestamp] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)(?: (-?\d+))?$/.exec(line) ?? []
  if (name === '') throw fail('no sample')
  if (timestamp !== undefined) throw fail('a timestamp, which is nobody else’s business')
  const value = number === '+Inf' ? Infinity : number === '-Inf' ? -Infinity : Number(number)
  if (number !== 'NaN' && Number.isNaN(value)) throw fail('no number')
  const labels: Record<string, string> = {}
  let rest = inside ?? ''
  while (rest !== '') {
    const [whole = '', label = '', quoted = ''] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/.exec(rest) ?? []
    if (whole === '') throw fail('labels that cannot be read')
    if (Object.hasOwn(labels, label)) throw fail('a label twice')
    labels[label] = quoted.replace(/\\(.)/g, (_, one) => (one === 'n' ? '\n' : one))
    rest = rest.slice(whole.length)
  }
  return { name, labels, value }
}

function checkFamily({ name, type, samples }: Family): void {
  if (type === 'counter' && !name.endsWith('_total')) throw new Error(`${name} is a counter and does not say _total`)
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0))) throw new Error(`${name} is below zero`)
  if (type !== 'histogram') return
  const series = new Map<string, Sample[]>()
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels
    const key = JSON.stringify(Object.entries(labels).sort())
    series.set(key, [...(series.get(key) ?? []), sample])
  }
  for (const [key, all] of series) {
    const buckets = all.filter((sample) => sample.name === `${name}_bucket`)
    const count = all.find((sample) => sample.name === `${name}_count`)?.value
    if (buckets.at(-1)?.labels.le !== '+Inf') throw new Error(`${name}${key} does not end with +Inf`)
    if (buckets.at(-1)?.value !== count) throw new Error(`${name}${key}: +Inf is not the count`)
    for (const [index, bucket] of buckets.entries()) {
      const before = buckets[index - 1]
      if (!before) continue
      if (bucket.value < before.value) throw new Error(`${name}${key}: a bucket is smaller than the one before`)
      if (bucket.labels.le !== '+Inf' && Number(bucket.labels.le) <= Number(before.labels.le)) {
        throw new Error(`${name}${key}: bounds do not grow`)
      }
    }
    if (!all.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}${key} has no sum`)
  }
}

/** The value of one series; throws where there is none, or more than one, with these labels among its own. */
export function seriesValue(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number {
  const base = name.replace(/_(bucket|sum|count)$/, '')
  const samples = (families.get(name) ?? families.get(base))?.samples ?? []
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  const [one] = found
  if (!one || found.length > 1) throw new Error(`${found.length} series of ${name} with ${JSON.stringify(labels)}`)
  return one.value
}
