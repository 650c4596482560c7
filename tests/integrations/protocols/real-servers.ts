import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, freePort, listening, makeCertificate, openFolder, startServer } from './protocol-kit.ts'

/*
 * The real servers of Debian's packages, each on a free loopback port and in a folder of its own, started and stopped by
 * the tests. Null where the program is not installed.
 */

export const missing = {
  postgres: 'needs PostgreSQL: apt-get install postgresql',
  redis: 'needs Redis: apt-get install redis-server',
  dovecot: 'needs Dovecot, as root: apt-get install dovecot-imapd',
}

const postgresBin = ['17', '16', '15', '14'].map((version) => `/usr/lib/postgresql/${version}/bin`)

export const programs = {
  postgres: findProgram(...postgresBin.map((bin) => `${bin}/postgres`)),
  redis: findProgram('/usr/bin/redis-server', '/usr/bin/valkey-server'),
  // Its own sign-in needs users of its own, which only root can switch to.
  dovecot: process.getuid?.() === 0 ? findProgram('/usr/sbin/dovecot') : null,
}

/** With the user `niti` (password `niti-secret-1`), which may do anything in the database `shop`; TLS is on. */
export async function startPostgres() {
  if (!programs.postgres) throw new Error(missing.postgres)
  const folder = openFolder()
  const { key, cert } = makeCertificate(folder.path)
  const data = join(folder.path, 'data')
  // PostgreSQL refuses to be root.
  const isRoot = process.getuid?.() === 0
  const as = (command: string[]): [string, string[]] =>
    isRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', ...command]]
      : [command[0] ?? '', command.slice(1)]
  if (isRoot) execFileSync('chown', ['-R', 'postgres:postgres', folder.path])
  writeFileSync(join(folder.path, 'password'), 'niti-secret-1')
  const initdb = programs.postgres.replace(/postgres$/, 'initdb')
  const options = ['--username=niti', `--pwfile=${join(folder.path, 'password')}`, '--auth=scram-sha-256', '--no-sync']
  const [command, args] = as([initdb, '-D', data, '--encoding=UTF8', '--locale=C', ...options])
  execFileSync(command, args, { stdio: 'ignore' })
  const port = await freePort()
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: folder.path, fsync: 'off' },
    ...{ ssl: 'on', ssl_key_file: key, ssl_cert_file: cert },
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // SIGQUIT: at once, whoever is connected.
  const server = startServer(...as([programs.postgres, '-D', data, ...flags]), 'SIGQUIT')
  await listening(port, server.child, server.said)
  const psql = programs.postgres.replace(/postgres$/, 'psql')
  const run = (database: string, statement: string) =>
    execFileSync(
      psql,
      ['-XAtq', '-h', '127.0.0.1', '-p', String(port), '-U', 'niti', '-d', database, '-c', statement],
      {
        env: { ...process.env, PGPASSWORD: 'niti-secret-1' },
        encoding: 'utf8',
      },
    ).trim()
  // It says that it listens before it is ready.
  for (let tries = 0; ; tries++) {
    try {
      run('postgres', 'CREATE DATABASE shop')
      break
    } catch (thrown) {
      if (tries > 50) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return {
    port,
    cert,
    sql: (statement: string) => run('shop', statement),
    async stop() {
      await server.stop()
      folder.remove()
    },
  }
}

/** With a password; nothing is kept on the disk. */
export async function startRedis() {
  if (!programs.redis) throw new Error(missing.redis)
  const folder = openFolder()
  const port = await freePort()
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder.path]
  const server = startServer(programs.redis, ['--port', String(port), '--requirepass', 'niti-secret-2', ...settings])
  await listening(port, server.child, server.said)
  return {
    port,
    async stop() {
      await server.stop()
      folder.remove()
    },
  }
}

/** Dovecot with the mailbox of `ada` (password `niti-secret-3`), TLS on one port and STARTTLS on the other. */
export async function startDovecot() {
  if (!programs.dovecot) throw new Error(missing.dovecot)
  const folder = openFolder()
  const { key, cert } = makeCertificate(folder.path)
  const [port, tlsPort] = [await freePort(), await freePort()]
  const mail = join(folder.path, 'mail')
  mkdirSync(mail)
  // A user that may do nothing here but own the mailbox.
  const [uid, gid] = [65534, 65534]
  chownSync(mail, uid, gid)
  const users = join(folder.path, 'users')
  writeFileSync(users, 'ada:{PLAIN}niti-secret-3::::::\n')
  chmodSync(users, 0o644)
  const config = join(folder.path, 'dovecot.conf')
  writeFileSync(
    config,
    `base_dir = ${folder.path}/run
state_dir = ${folder.path}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:${mail}/%u
mail_home = ${mail}/%u
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
  args = ${users}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${mail}/%u
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service stats {
  unix_listener stats-reader {
    mode = 0666
  }
  unix_listener stats-writer {
    mode = 0666
  }
}
namespace inbox {
  inbox = yes
  mailbox Trash {
    auto = create
    special_use = \\Trash
  }
  mailbox Archive {
    auto = create
    special_use = \\Archive
  }
}
`,
  )
  const server = startServer(programs.dovecot, ['-F', '-c', config])
  await listening(tlsPort, server.child, server.said)
  return {
    ...{ port, tlsPort, cert, said: server.said },
    async stop() {
      await server.stop()
      folder.remove()
    },
  }
}
