import { registerHooks } from 'node:module'
import { type ElectronState, electronState } from './state.ts'

const double = new URL('./electron.ts', import.meta.url).href

/** From here on `electron` means the double, in our own files and in libraries alike. The app is ready a turn later. */
export function installElectron(): ElectronState {
  registerHooks({
    resolve(specifier, context, next) {
      const isElectron = specifier === 'electron' || /[\\/]node_modules[\\/]electron[\\/]index\.js$/.test(specifier)
      return isElectron ? { url: double, format: 'module-typescript', shortCircuit: true } : next(specifier, context)
    },
  })
  return electronState()
}
