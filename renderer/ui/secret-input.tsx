import { useState } from 'react'
import { text } from '../text.ts'
import { IconButton } from './button.tsx'
import { Input } from './input.tsx'

type SecretInputProps = {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  /** What it is called, where several stand side by side and each button has to say which it shows. */
  title?: string
  /** Needed where no Field with a label stands around it. */
  label?: string
}

/** Takes a secret, which lives in this field only until it is saved; hidden unless asked for. */
export function SecretInput({ value, onChange, placeholder, title, label: ownLabel }: SecretInputProps) {
  const [isShown, setShown] = useState(false)
  const { show, hide, showWhat, hideWhat } = text.common
  const label = isShown ? (title ? hideWhat(title) : hide) : title ? showWhat(title) : show
  return (
    <Input
      type={isShown ? 'text' : 'password'}
      value={value}
      onChange={onChange}
      placeholder={placeholder}
      aria-label={ownLabel}
      autoComplete="new-password"
      isMono
      trailing={
        <IconButton icon={isShown ? 'eye-off' : 'eye'} size="sm" label={label} onClick={() => setShown(!isShown)} />
      }
    />
  )
}
