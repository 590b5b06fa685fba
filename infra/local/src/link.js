// In the place of Plaid's script on this machine: its window, with the sandbox's bank behind it.
window.Plaid = {
  create(config) {
    let dialog = null
    const close = () => {
      dialog?.remove()
      dialog = null
    }
    const made = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more)
    setTimeout(() => config.onLoad?.())
    return {
      async open() {
        const answer = await fetch('/plaid-link/bank')
        const { institution, accounts } = await answer.json()
        dialog = made('dialog', '')
        dialog.setAttribute('aria-label', 'Plaid Link of this machine')
        const connect = made('button', 'Connect', { type: 'button' })
        const cancel = made('button', 'Cancel', { type: 'button' })
        dialog.append(
          made('h2', institution.name),
          made('p', "This stands for Plaid's window. Behind it is the sandbox's bank, with these accounts:"),
          ...accounts.map(({ name, mask }) => made('p', `${name} ··${mask}`)),
          connect,
          ' ',
          cancel,
        )
        const left = () => {
          close()
          config.onExit?.(null, { institution, status: 'institution_not_found', link_session_id: 'local' })
        }
        cancel.onclick = left
        dialog.oncancel = left
        connect.onclick = async () => {
          const made = await fetch('/plaid-link/public_token', { method: 'POST' })
          const { public_token } = await made.json()
          close()
          config.onSuccess(public_token, { institution, accounts, link_session_id: 'local' })
        }
        document.body.append(dialog)
        dialog.showModal()
        connect.focus()
      },
      exit: close,
      destroy: close,
      submit() {},
    }
  },
}
