import type { ReactNode } from 'react'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton, useCopy } from '../../ui/copy-button.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { SignInPhase } from './use-sign-in.ts'

const say = text.integrations.wizard

type SignInProgressProps = { phase: Exclude<SignInPhase, { step: 'form' | 'done' }>; service: string }

/** What happens now, and what the person does meanwhile. */
export function SignInProgress({ phase, service }: SignInProgressProps) {
  return (
    <div role="status" aria-live="polite" aria-label={say.progress}>
      <Now phase={phase} service={service} />
    </div>
  )
}

function Now({ phase, service }: SignInProgressProps) {
  switch (phase.step) {
    case 'starting':
      return <Centre icon="loader-circle" isBusy title={say.opening} />
    case 'browser':
      return <InBrowser url={phase.url} isOpened={phase.opened} service={service} />
    case 'code':
      return <WithCode {...phase} service={service} />
    case 'checking':
      return <Centre icon="loader-circle" isBusy title={say.checking} body={say.checkingBody(service)} />
  }
}

type CentreProps = { icon: IconName; isBusy?: boolean; title: string; body?: string; children?: ReactNode }

function Centre({ icon, isBusy, title, body, children }: CentreProps) {
  return (
    <div className="flex flex-col items-center px-4 pt-14 pb-8 text-center">
      <span className="mb-4 flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent">
        <Icon name={icon} size={22} className={isBusy ? 'animate-spin' : ''} />
      </span>
      <h3 className="font-semibold text-lg">{title}</h3>
      {body ? <p className="mt-1 max-w-80 text-balance text-mute">{body}</p> : null}
      {children}
    </div>
  )
}

function InBrowser({ url, isOpened, service }: { url: string; isOpened: boolean; service: string }) {
  return (
    <Centre
      icon="globe"
      title={isOpened ? say.opened : say.notOpened}
      body={isOpened ? say.openedBody(service) : say.notOpenedBody(service)}
    >
      <p className="mt-5 w-full rounded-lg border bg-sunken px-3 py-2 text-left">
        <code className="line-clamp-3 break-all font-mono text-mute text-sm">{url}</code>
      </p>
      <div className="mt-3 flex gap-2">
        <OpenLink url={url} label={isOpened ? say.openAgain : say.openIt} isMain={!isOpened} />
        <CopyWords value={url} label={say.copyAddress} />
      </div>
    </Centre>
  )
}

type WithCodeProps = { userCode: string; url: string; expiresAt: number; service: string }

function WithCode({ userCode, url, expiresAt, service }: WithCodeProps) {
  const leftMs = expiresAt - useNow(1_000)
  return (
    <Centre icon="key-round" title={say.code} body={say.codeBody(service)}>
      <p className="mt-5 flex items-center gap-2 rounded-xl border bg-sunken py-3 pr-3 pl-6">
        <code className="font-mono font-semibold text-2xl tracking-[0.12em]">{userCode}</code>
        <CopyButton value={userCode} what={say.copyCode} />
      </p>
      <p className={leftMs > 0 ? 'figures mt-2 text-mute text-sm' : 'mt-2 text-bad text-sm'}>
        {leftMs > 0 ? say.codeLeft(formatDuration(Math.ceil(leftMs / 1_000) * 1_000)) : say.codeOver}
      </p>
      <div className="mt-4 flex gap-2">
        <OpenLink url={url} label={say.openCodePage} isMain />
        <CopyWords value={url} label={say.copyAddress} />
      </div>
    </Centre>
  )
}

function OpenLink({ url, label, isMain }: { url: string; label: string; isMain: boolean }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className={
        isMain
          ? 'inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-on-accent shadow-card hover:bg-accent-strong'
          : 'inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 font-medium shadow-card hover:bg-hover'
      }
    >
      {label}
      <Icon name="external-link" size={13} />
    </a>
  )
}

function CopyWords({ value, label }: { value: string; label: string }) {
  const { isCopied, copy } = useCopy(value)
  return (
    <Button icon={isCopied ? 'check' : 'copy'} onClick={copy}>
      {isCopied ? text.common.copied : label}
    </Button>
  )
}
