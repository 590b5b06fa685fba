/** The text part without the place of each reader's own unsubscribe link, which no stored copy has. */
export function shownText(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.includes('--oodaloo-unsubscribe-link--') && !line.startsWith('No more digests'))
    .join('\n')
    .trimEnd()
}
