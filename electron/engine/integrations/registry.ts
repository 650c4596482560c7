/// <reference types="vite/types/importMeta.d.ts" />
import type { Integration } from './define-integration.ts'
import type { Protocol } from './define-protocol.ts'
import type { Service } from './define-service.ts'
import { collectIntegrations } from './integration-shelf.ts'

const leaves = import.meta.glob<Integration>('./**/*.integration.ts', { eager: true, import: 'default' })

/**
 * Every integration by its id, sorted by title: for tests and whatever else goes through all of them. The engine has the
 * shelf, which loads those it needs.
 */
export const integrations: ReadonlyMap<string, Integration> = collectIntegrations(Object.values(leaves))

const drivenLeaves = import.meta.glob<Protocol>('./protocols/*.protocol.ts', { eager: true, import: 'default' })

/** The services that are spoken to through a driver, likewise. */
export const protocols: ReadonlyMap<string, Protocol> = collectIntegrations(Object.values(drivenLeaves))

/** All of them, in the order in which the palette has them. */
export const services: ReadonlyMap<string, Service> = collectIntegrations<Service>([
  ...integrations.values(),
  ...protocols.values(),
])
