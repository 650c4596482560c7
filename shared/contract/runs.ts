import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'
import { json, jsonObject } from '../json.ts'
import type { LogLevel, RerunFrom, RunPush } from '../run/events.ts'
import { workflow } from '../workflow/workflow.ts'
import { runFilter, runStatus, runTrigger } from './run-filter.ts'

/** A run as a list shows it. */
export const runSummary = z.object({
  runId: z.string(),
  workflowId: z.string().nullable(),
  workflowName: z.string(),
  status: runStatus,
  trigger: runTrigger,
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  microUsd: z.number().int(),
  /** Calls whose price nobody knows; they are not in `microUsd`. */
  unknownCalls: z.number().int(),
  error: errorInfo.nullable(),
  /** What it waits for that has not come yet; `asksYou` of them are questions to a person. */
  openWaits: z.number().int(),
  asksYou: z.number().int(),
  /** When what its nodes did was removed to make room; null: it is all there. */
  clearedAt: z.number().nullable(),
  /** The offline model answered in the place of all others, and nothing outside was changed. */
  isDryRun: z.boolean(),
})
export type RunSummary = z.infer<typeof runSummary>

const rerunFrom: z.ZodType<RerunFrom> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failed') }),
  z.object({ kind: z.literal('node'), nodeId: z.string() }),
  z.object({ kind: z.literal('changed') }),
])

export const valuePage = z.object({
  kind: z.enum(['list', 'object', 'text', 'scalar']),
  /** Entries, fields or characters of the whole. */
  total: z.number().int(),
  offset: z.number().int(),
  /** The part: a list, an object, a text, or the scalar itself. */
  value: json,
})
export type ValuePage = z.infer<typeof valuePage>

const runId = z.object({ runId: z.string() })

const logLevel: z.ZodType<LogLevel> = z.enum(['debug', 'info', 'warn', 'error'])

/** One line of a run's log. */
export const runLogLine = z.object({
  /** The event it was made from. */
  seq: z.number().int(),
  at: z.number(),
  level: logLevel,
  /** `` and `` for what is about the run as a whole. */
  ...{ node: z.string(), scope: z.string() },
  text: z.string(),
})
export type RunLogLine = z.infer<typeof runLogLine>

/** A list of runs that a person has given a name. */
export const savedView = z.object({
  viewId: z.string(),
  name: z.string(),
  filter: runFilter,
  createdAt: z.number(),
})
export type SavedView = z.infer<typeof savedView>

/** What is to happen to many runs: those named, or all that fit a filter but for some. */
export const runChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('these'), runIds: z.array(z.string()).min(1).max(10_000) }),
  z.object({ kind: z.literal('all'), filter: runFilter, upTo: z.string(), except: z.array(z.string()).max(10_000) }),
])
export type RunChoice = z.infer<typeof runChoice>

/** What came of each of many runs; `refused` says why some were left as they are, a few of them with their ids. */
const bulkOutcome = z.object({
  done: z.number().int(),
  refused: z.array(z.object({ error: errorInfo, count: z.number().int(), runIds: z.array(z.string()).max(10) })),
})
export type BulkOutcome = z.infer<typeof bulkOutcome>

export const runsContract = {
  /** Starts the draft as it is now, or what is published, and answers at once; what happens then comes from `watch`. */
  start: oc
    .input(
      z.object({
        workflowId: z.string(),
        inputs: jsonObject.default({}),
        defaultModel: z.string().optional(),
        version: z.enum(['draft', 'published']).default('draft'),
        /** Only this node and what leads to it. */
        upTo: z.string().optional(),
        /** The start node to begin from, where there are several, and what it gives. */
        startNode: z.string().optional(),
        payload: json.optional(),
        /** Higher goes first where runs wait for their turn. */
        priority: z.number().int().min(-100).max(100).default(0),
        /** The offline model answers in the place of all others, and nothing outside is changed: to see what it would cost. */
        dryRun: z.boolean().default(false),
      }),
    )
    .output(runId),
  /**
   * Starts a run that takes up another's work: on the workflow as it was then or on the draft as it is now, with the same
   * inputs unless others are given.
   */
  rerun: oc
    .input(
      runId.extend({
        from: rerunFrom,
        workflow: z.enum(['same', 'draft']).default('draft'),
        inputs: jsonObject.optional(),
        upTo: z.string().optional(),
      }),
    )
    .output(runId),
  cancel: oc.input(runId).output(z.void()),
  /** Newest first. `before` is the id of the last run already shown. */
  list: oc
    .input(
      z.object({
        workflowId: z.string().optional(),
        status: runStatus.optional(),
        before: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.array(runSummary)),
  /** A run with the workflow exactly as it was when it started. */
  get: oc.input(runId).output(z.object({ run: runSummary, document: workflow })),
  /**
   * The run's events after `afterSeq`, then each new one as it is committed; ends after `run-finished`. Long values are
   * cut (see shared/run/clip.ts); ask `value` for the whole.
   */
  watch: oc
    .input(runId.extend({ afterSeq: z.number().int().nonnegative().default(0) }))
    .output(eventIterator(z.custom<RunPush>((push) => typeof push === 'object' && push !== null))),
  /** Says that the list of runs changed (one started, finished or was deleted); carries no data. */
  changes: oc.output(eventIterator(z.object({ workflowId: z.string().nullable() }))),
  /** The whole of one output of a node, for values the feed cut. `characters` is its length as JSON. */
  value: oc
    .input(runId.extend({ scope: z.string(), node: z.string(), port: z.string() }))
    .output(z.object({ value: json, characters: z.number().int() })),
  /**
   * A part of a large value: `limit` entries of a list, fields of an object or characters of a text, from `offset` on.
   * `path` leads into the value: `['rows', 3, 'name']`. Large values inside the part are cut as in the feed.
   */
  valuePage: oc
    .input(
      runId.extend({
        scope: z.string(),
        node: z.string(),
        port: z.string(),
        path: z.array(z.union([z.string(), z.number().int()])).default([]),
        offset: z.number().int().nonnegative().default(0),
        limit: z.number().int().min(1).max(10_000).default(100),
      }),
    )
    .output(valuePage),
  /**
   * A part of a long text that the feed cut: what was said to a model or by it, or what a tool told it. `message` counts the
   * messages of the request; without it, the reply of the call or what the tool gave. `turn`: of a tool call.
   */
  said: oc
    .input(
      runId.extend({
        ...{ scope: z.string(), node: z.string(), callId: z.string() },
        turn: z.number().int().nonnegative().optional(),
        message: z.number().int().nonnegative().optional(),
        offset: z.number().int().nonnegative().default(0),
        limit: z.number().int().min(1).max(100_000).default(20_000),
      }),
    )
    .output(z.object({ text: z.string(), characters: z.number().int() })),
  /** The bytes of a file that a value of this run names, as they were kept with it. */
  file: oc
    .input(runId.extend({ blobId: z.string() }))
    .output(z.object({ bytes: z.custom<Blob>((value) => value instanceof Blob, 'must be bytes') })),
  /**
   * Runs that fit, newest first, from the place `offset` on, so that a list of any length can be scrolled anywhere. `upTo`
   * (the newest run when the list was opened) keeps places where they are while new runs begin; `newer` counts those.
   */
  find: oc
    .input(
      z.object({
        filter: runFilter,
        upTo: z.string().optional(),
        offset: z.number().int().nonnegative().default(0),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        runs: z.array(runSummary),
        total: z.number().int(),
        /** null: there is none. */
        newest: z.string().nullable(),
        newer: z.number().int(),
        /** Runs that ended and whose words cannot be searched yet, as after an update; 0 where no words are asked for. */
        unread: z.number().int(),
      }),
    ),
  /** Where the words of a search stand in one run: a few lines with the word in the middle. */
  findings: oc
    .input(runId.extend({ words: z.string().max(200) }))
    .output(
      z.array(z.object({ where: z.enum(['input', 'output', 'error', 'name']), node: z.string(), text: z.string() })),
    ),
  rerunMany: oc.input(z.object({ choice: runChoice })).output(bulkOutcome),
  cancelMany: oc.input(z.object({ choice: runChoice })).output(bulkOutcome),
  /** Removes runs from the list, with all they held. What they cost stays in Costs, and they stay in the figures. */
  removeMany: oc.input(z.object({ choice: runChoice })).output(bulkOutcome),
  /** How many a choice names. */
  count: oc.input(z.object({ choice: runChoice })).output(z.object({ runs: z.number().int() })),
  views: oc.output(z.array(savedView)),
  /** Takes the place of one with the same name. */
  saveView: oc.input(z.object({ name: z.string().trim().min(1).max(60), filter: runFilter })).output(savedView),
  removeView: oc.input(z.object({ viewId: z.string() })).output(z.void()),
  /** What happened, in words, oldest first; secrets are blacked out. */
  logs: oc
    .input(
      runId.extend({
        /** This level and those above it. */
        level: logLevel.default('debug'),
        node: z.string().optional(),
        afterSeq: z.number().int().nonnegative().default(0),
        limit: z.number().int().min(1).max(5_000).default(500),
      }),
    )
    .output(z.object({ lines: z.array(runLogLine), nextSeq: z.number().int().nullable() })),
  /**
   * A whole run for other programs, as lines of text: `json` is one JSON object with the run, its document and its events;
   * `otlp` is OTLP's JSON form of its traces. Message contents are left out of the latter unless `withContent`.
   */
  export: oc
    .input(runId.extend({ format: z.enum(['json', 'otlp']), withContent: z.boolean().default(true) }))
    .output(eventIterator(z.object({ text: z.string() }))),
}
