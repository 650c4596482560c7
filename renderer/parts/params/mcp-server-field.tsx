import { useMcpServers } from '../../state/mcp-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { Select } from '../../ui/select.tsx'

const say = text.mcp.picker

type McpServerFieldProps = { value: string; onChange: (serverId: string) => void; isReadOnly?: boolean }

/** Chooses one of the MCP servers, and leads to them. */
export function McpServerField({ value, onChange, isReadOnly }: McpServerFieldProps) {
  const list = useMcpServers((state) => state.list)
  const servers = list ?? []
  const isGone = value !== '' && list !== null && !servers.some(({ serverId }) => serverId === value)
  return (
    <div className="flex flex-col gap-1">
      <Select
        value={value}
        onChange={onChange}
        placeholder={say.none}
        isDisabled={isReadOnly}
        options={[
          ...servers.map(({ serverId, title, isOn }) => ({
            ...{ value: serverId, label: title },
            note: isOn ? undefined : text.mcp.states.off,
          })),
          ...(isGone ? [{ value, label: say.gone }] : []),
        ]}
      />
      <p className="text-mute text-sm">
        {list?.length === 0 ? `${say.empty} ` : ''}
        <a href={hrefOf({ screen: 'mcp' })} className="rounded-xs font-medium text-accent hover:underline">
          {say.manage}
        </a>
      </p>
    </div>
  )
}
