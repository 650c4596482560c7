/** Why a run's signal aborted: the program is being closed, and the run is to go on at its next start. */
export class Suspended extends Error {
  constructor() {
    super('the program is being closed')
  }
}
