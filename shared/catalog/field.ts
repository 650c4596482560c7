/**
 * Hints a node's zod schema carries in `.meta()`. `z.toJSONSchema` copies them into the catalogue entry, from which the
 * page draws the form. Type, default, range and choices come from the schema itself.
 */
export type FieldHint = {
  title?: string
  description?: string
  control?: FieldControl
  /** For `code`: what is written there. */
  language?: 'javascript' | 'json' | 'text'
  placeholder?: string
  /** The text is taken as it stands: `{{ }}` in it is not evaluated before the node runs. */
  raw?: boolean
  /**
   * The whole text is one JavaScript expression that the node evaluates itself, in which these names are known besides
   * those of its place. Names in it are checked as in `{{ }}`.
   */
  expressionOf?: string[]
  /** Folded away until asked for. */
  advanced?: boolean
  /** Titles of the choices of an enum, by value. */
  choices?: Record<string, string>
  /** Shown only while another param has one of these values. */
  showWhen?: { param: string; is: string[] }
  /** For `connection`: of which integration. */
  integration?: string
}

export type FieldControl =
  | 'text'
  | 'long-text'
  | 'code'
  | 'json'
  | 'json-schema'
  | 'model'
  | 'path'
  | 'key-values'
  | 'inputs'
  | 'workflow'
  /** What the start of the workflow asks for that the node's `workflow` param names. */
  | 'workflow-inputs'
  | 'text-list'
  /** One of the connections of `integration`; empty is the only one there is. */
  | 'connection'
  /** A file that a node before gives. */
  | 'file'
  /** One of the agents; empty: one that is written into the node. */
  | 'agent'
  /** The agent that is written into the node, as its document. */
  | 'agent-definition'
  | 'agents'
  | 'knowledge'
  | 'mcp-server'
