import { loadEngine } from './tests/bench/load-engine.ts'
console.log((await loadEngine(process.cwd(), process.cwd()+'/out/large')).path)
