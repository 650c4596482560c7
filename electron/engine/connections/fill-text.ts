import { userError } from '../../../shared/errors.ts'

type Values = Record<string, string>

/** A text of a definition with what stands for `{name}` put in; a name nobody said anything for leaves nothing. */
export function fillText(text: string, values: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueIn(values, name))
}

/**
 * An address of a definition with a connection's fields put in. A value at its very beginning is an address itself
 * (`{server}/oauth/token`); one in the host's name can only be part of a name, one behind it is escaped.
 * @throws a user error at the field that makes it no web address.
 */
export function fillAddress(template: string, values: Values): URL {
  const start = template.startsWith('{') ? fillText(template.slice(0, template.indexOf('}') + 1), values) : ''
  const rest = start === '' ? template : template.slice(template.indexOf('}') + 1)
  const pathAt = start === '' ? rest.indexOf('/', rest.indexOf('//') + 2) : 0
  const host = pathAt === -1 ? rest : rest.slice(0, pathAt)
  const filledHost = host.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = valueIn(values, name)
    if (!/^[\w.-]+(:\d+)?$/.test(value)) throw notAnAddress(name)
    return value
  })
  const path = pathAt === -1 ? '' : rest.slice(pathAt)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => escapeStep(valueIn(values, name)))
  const address = start.replace(/\/+$/, '') + filledHost + filled
  if (!URL.canParse(address) || !/^https?:\/\//i.test(address)) {
    throw notAnAddress(/\{(\w+)\}/.exec(template)?.[1] ?? '')
  }
  return new URL(address)
}

function valueIn(values: Values, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : ''
}

/** A colon may stand in a path (RFC 3986, 3.3), and not every service takes it escaped. */
function escapeStep(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':')
}

function notAnAddress(name: string) {
  return userError('connection.bad-address', 'This does not make a web address.', {
    ...(name !== '' && { field: `fields.${name}` }),
    hint: 'Enter it as it stands in the browser, such as https://example.com.',
  })
}
