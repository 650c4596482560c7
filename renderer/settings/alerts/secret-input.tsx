import { useState } from 'react'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'

type SecretInputProps = {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  isDisabled?: boolean
}

/** Takes a secret, which lives in this field only until it is saved. */
export function SecretInput({ value, onChange, placeholder, isDisabled }: SecretInputProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Input
      type={isShown ? 'text' : 'password'}
      value={value}
      onChange={onChange}
      placeholder={placeholder}
      disabled={isDisabled}
      isMono
      trailing={
        <IconButton
          icon={isShown ? 'eye-off' : 'eye'}
          size="sm"
          label={isShown ? text.common.hide : text.common.show}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  )
}
