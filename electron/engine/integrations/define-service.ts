import type { Integration } from './define-integration.ts'
import type { Protocol } from './define-protocol.ts'

/** Whatever nodes can call: a service with an HTTP API, or one that is spoken to through a driver. */
export type Service = Integration | Protocol

export function isProtocol(service: Service): service is Protocol {
  return 'speaks' in service
}

export type ServiceAction = Service['actions'][string]
export type ServiceTriggerSpec = NonNullable<Service['triggers']>[string]
