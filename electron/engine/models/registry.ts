/// <reference types="vite/types/importMeta.d.ts" />
import type { Provider } from './define-provider.ts'

/** Every provider of this folder, found by its file name: adding one touches one file. */
const found = import.meta.glob<Provider>('./*.provider.ts', { eager: true, import: 'default' })

export const providers: Provider[] = Object.values(found)
