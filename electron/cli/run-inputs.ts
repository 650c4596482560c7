import { resolve } from 'node:path'
import { userError } from '../../shared/errors.ts'
import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import { readTextFile } from './read-workflow-text.ts'

/**
 * The run's inputs from the command line: those of `--inputs`, then each `name=value` over them. Values stay text here;
 * the engine turns them into the type their workflow declares.
 */
export async function gatherInputs(options: { pairs: string[]; file?: string; cwd: string }): Promise<JsonObject> {
  const inputs = options.file === undefined ? {} : await readInputsFile(options.file, options.cwd)
  return { ...inputs, ...Object.fromEntries(options.pairs.map(parsePair)) }
}

/** `name=value`; only the first `=` divides, so a value may hold more of them. */
export function parsePair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  if (at < 1) {
    throw userError('cli.bad-input', `"${pair}" is not an input. Write name=value, such as --input folder=docs.`)
  }
  return [pair.slice(0, at).trim(), pair.slice(at + 1)]
}

async function readInputsFile(path: string, cwd: string): Promise<JsonObject> {
  const text = await readTextFile(resolve(cwd, path), path)
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw userError('cli.bad-inputs-file', `${path} is not valid JSON: ${why}`)
  }
  if (isJsonObject(value)) return value
  throw userError('cli.bad-inputs-file', `${path} must hold one JSON object, with a key for each input.`)
}
