import { readFilePassages } from './read-file.ts'
import type { ReadAnswer, ReadAsk } from './read-messages.ts'

/*
 * The process that reads people's documents, one after the other: whatever a broken or hostile file does to it, the engine
 * goes on. It is killed where one takes too long.
 */

const say = (message: ReadAnswer | 'ready') => process.send?.(message)

// Whoever started it is gone.
process.once('disconnect', () => process.exit())

process.on('message', (message) => {
  const { id, ...ask } = message as ReadAsk // from read-process.ts alone
  void readFilePassages(ask).then((answer) => say({ id, ...answer }))
})
// A promise that a parser leaves behind says nothing of the file it was about.
process.on('unhandledRejection', () => {})
say('ready')
