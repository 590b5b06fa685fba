/** The text part without the place of each reader's own unsubscribe link, which no stored copy has. */
export function shownText(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.includes('--oodaloo-unsubscribe-link--') && !line.startsWith('No more digests'))
    .join('\n')
    .trimEnd()
}

/** "07:00" → "7:00 AM". */
export function clock(time: string): string {
  const [hour = '0', minute = '00'] = time.split(':')
  const at = Number(hour)
  return `${at % 12 === 0 ? 12 : at % 12}:${minute} ${at < 12 ? 'AM' : 'PM'}`
}
