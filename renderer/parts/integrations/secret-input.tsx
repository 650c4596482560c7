import { useState } from 'react'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'

const say = text.integrations.wizard

type SecretInputProps = { title: string; value: string; onChange: (value: string) => void; placeholder?: string }

/** A secret while it is entered; hidden unless asked for. */
export function SecretInput({ title, value, onChange, placeholder }: SecretInputProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Input
      type={isShown ? 'text' : 'password'}
      value={value}
      onChange={onChange}
      placeholder={placeholder}
      autoComplete="new-password"
      isMono
      trailing={
        <IconButton
          icon={isShown ? 'eye-off' : 'eye'}
          size="sm"
          label={isShown ? say.hide(title) : say.show(title)}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  )
}
