import { type Extension, Prec } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import { runCommand } from '../../state/commands.ts'

/** Ctrl or Command with Enter runs the workflow from inside an editor too, where it would add an empty line. */
export const runKey: Extension = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => runCommand('run') }]))
