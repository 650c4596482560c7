/** An entry for `scrape_configs` of prometheus.yml that reads the figures at this address. */
export function scrapeConfig(metricsUrl: string): string {
  const { host, pathname } = new URL(metricsUrl)
  return [
    '- job_name: niti',
    ...(pathname === '/metrics' ? [] : [`  metrics_path: ${pathname}`]),
    '  static_configs:',
    `    - targets: ['${host}']`,
    '',
  ].join('\n')
}
