/**
 * Writes pairs of rows into a database as fast as it can, each pair in one transaction, until it is told to stop on stdin.
 * Says `ready` after the first, and at the end how many there were. One that has to wait for five seconds ends it.
 */
import Database from 'better-sqlite3'

const db = new Database(process.argv[2] ?? '')
db.pragma('busy_timeout = 5000')
const insert = db.prepare('INSERT INTO documents (document_id, document) VALUES (?, ?)')
const add = db.transaction((number: number) => {
  insert.run(`left ${process.pid} ${number}`, 'x'.repeat(2_000))
  insert.run(`right ${process.pid} ${number}`, 'y'.repeat(2_000))
})
let isOver = false
process.stdin.on('data', () => {
  isOver = true
})
let number = 0
while (!isOver) {
  add.immediate(number++)
  if (number === 1) process.stdout.write('ready\n')
  await new Promise((resolve) => setImmediate(resolve))
}
db.close()
process.stdout.write(`${JSON.stringify({ pairs: number })}\n`)
process.exit(0)
