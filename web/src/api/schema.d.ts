// Made by `npm run types` from functions/tray-api/openapi.json. Not to be edited.

export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit list
         * @description Who did what, newest first. A page may be short and yet have a next one.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit list as a file
         * @description Of a period of at most 366 days: newest first, whole or not at all.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/digests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The Friday emails
         * @description Of the last weeks, newest first, each with its figures.
         */
        get: operations["listDigests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/digests/{week}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Friday email
         * @description As it was sent, with its numbers.
         */
        get: operations["getDigest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the posting pack
         * @description One of `deposits_matched.csv`, `expenses_tagged.csv`, `journal_summary.csv`, `exceptions_open.csv`, of a
         *     period; whole or not at all.
         */
        get: operations["exportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The files that were brought
         * @description The latest 50, newest first: what waits for somebody among them.
         */
        get: operations["listImports"];
        put?: never;
        /**
         * Bring a file
         * @description With `dry_run` it answers how the file would be read, and writes nothing. Without, the file is kept and its good
         *     rows are put into the books; the bad ones are named by line. A row that is there already is left as it is, so the
         *     same file, or one that overlaps an earlier one, brings only what is new.
         */
        post: operations["importFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The address for files
         * @description A bank's CSV that is forwarded to it becomes an import. Who knows the address may send files.
         */
        get: operations["importAddress"];
        put?: never;
        /**
         * Make a new address
         * @description The one before is nobody's from then on: what is sent to it is dropped.
         */
        post: operations["newImportAddress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them
         * @description How far it is, what it brought, and which rows could not be read.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        /**
         * Decline a waiting file
         * @description Nothing of it comes into the books. Its record stays.
         */
        delete: operations["declineImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a waiting file in
         * @description Says what it holds; its good rows are put into the books.
         */
        post: operations["acceptImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The connections
         * @description With the bank accounts that came with each, and what each account is for.
         */
        get: operations["listIntegrations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account for files
         * @description For a bank that cannot be connected: its lines come as CSV. It is labelled and left like any other connection,
         *     and never asked for anything. Its balance is what its latest file says; until one does, it is unknown, and
         *     runway with it. An account of the same name, given up before, is the same account again: what was brought
         *     then is known.
         */
        post: operations["makeCsvAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/jobber/authorize-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where Jobber lets us in
         * @description The address of Jobber's page. It comes back to `redirect_uri` with a code and the state.
         */
        get: operations["authorizeJobber"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/jobber/oauth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect Jobber
         * @description With what Jobber's redirect brought back. Connecting the same account again replaces its tokens.
         */
        post: operations["connectJobber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/plaid/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect a bank
         * @description With what Plaid Link brought back. Connecting the same item again replaces its token.
         */
        post: operations["connectPlaid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/plaid/link-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open Plaid Link
         * @description A token for the browser. With `account` it opens Link in update mode, which mends a login and keeps its
         *     history: there is nothing to exchange afterwards, ask us to look again.
         */
        get: operations["openPlaidLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/integrations/{rail}/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Disconnect
         * @description The rail is told, and our tokens are destroyed. What was read stays; balances of its accounts no longer
         *     count as cash.
         */
        delete: operations["disconnect"];
        options?: never;
        head?: never;
        /**
         * Name a connection, label its accounts
         * @description The labels decide what counts as cash. Taken back from the audit list.
         */
        patch: operations["relabelConnection"];
        trace?: never;
    };
    "/api/v1/integrations/{rail}/{account}/reconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look again
         * @description An owner has mended a login (Plaid Link in update mode) and wants it looked at now. The connection is
         *     marked as working once the look has succeeded.
         */
        post: operations["reconnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description The signed-in person becomes a member. For one who is a member already nothing changes, and the
         *     invitation stays open.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description And their companies, fifty at a time.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The people of a company
         * @description Members, and whom they have invited.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite somebody
         * @description Good for seven days and one person. One that is open for the same address is replaced: its old link is
         *     worth nothing then.
         */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description Its link is worth nothing from now on.
         */
        delete: operations["withdrawInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave
         * @description They get no more Friday emails, and whom they invited is no longer invited. Others are removed by
         *     owners; everybody may leave.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /** Give a member another role */
        patch: operations["changeRole"];
        trace?: never;
    };
    "/api/v1/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notes and tasks
         * @description What was written about a record, or at all, newest first, with what became of it.
         */
        get: operations["listNotes"];
        put?: never;
        /**
         * Write a note
         * @description Kept at once, and written at Jobber once, however often this is sent. Where Jobber does not take it, it
         *     stays here as `not_allowed`, with the reason.
         */
        post: operations["writeNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/owner/tiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tiles
         * @description The snapshot as reconcile and actions left it. A company that was never reconciled gets tiles that
         *     say what to do.
         */
        get: operations["getTiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/owner/tiles/{tile}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows behind a number
         * @description What was summed, from the books as they are now. With `job_id`, what makes that job's margin.
         */
        get: operations["listTileRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/portfolio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Many companies at a glance
         * @description Every company of the caller, a hundred at a time, by id.
         */
        get: operations["getPortfolio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rules
         * @description And what could be one, from what was done again and again.
         */
        get: operations["listRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/vendor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a rule
         * @description It applies to what is open only. With `dry_run` it only says what it would touch.
         */
        post: operations["makeRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a rule
         * @description It does nothing more; what it did stays.
         */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An access token for who is signed in
         * @description From the cookie of signing in. Ask when the app starts, and again before the token ends.
         */
        post: operations["refreshSession"];
        /**
         * Sign out
         * @description Here, and at the pool: what the cookie held is worth nothing from now on.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from signing in
         * @description Where the pool's pages send the browser. Exchanges the code, keeps the refresh token in a cookie that no
         *     script can read, and goes on to where signing in began.
         */
        get: operations["finishSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in
         * @description Sends the browser to the pool's own pages (authorization code with PKCE), which bring it back.
         */
        get: operations["startSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The settings
         * @description One resource, with an `ETag`.
         */
        get: operations["getSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings
         * @description The fields that are sent, each as a whole.
         */
        patch: operations["changeSettings"];
        trace?: never;
    };
    "/api/v1/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What money can be for
         * @description Open payments, invoices that somebody owes, and jobs of these weeks.
         */
        get: operations["listTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a task
         * @description As a note, but as a task about a client.
         */
        post: operations["writeTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tray
         * @description Everything that waits for a person, what matters most first.
         */
        get: operations["getTray"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm all that is sure
         * @description Each item is a transaction of its own. With `dry_run` it only says what would happen.
         */
        post: operations["confirmAllSure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/{id}/assign_job": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign a job
         * @description Money in that no payment stands for, or money out that a job caused.
         */
        post: operations["assignJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a suggestion
         * @description A person says which explanation is true.
         */
        post: operations["confirmTrayItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/{id}/ignore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ignore it
         * @description It is not to be counted.
         */
        post: operations["ignoreTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/{id}/off_job": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark as income of no job */
        post: operations["markOffJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/{id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split a deposit
         * @description The parts sum to the deposit, to the cent.
         */
        post: operations["splitDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tray/{id}/suggestions/{n}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The inside of a payout
         * @description Which payments a suggestion is made of. More than one needs the add-on `UNBUNDLING`.
         */
        get: operations["listSuggestedPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo
         * @description Takes back one act, one part of a split, or a whole group: what was is restored, to the byte.
         */
        post: operations["undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether we can work
         * @description The table answers, and how much waits in the queues. Tells nothing of companies.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/u/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask whether to stop the Friday email
         * @description The page behind the link in a mail. It changes nothing: mail scanners follow links.
         */
        get: operations["askUnsubscribe"];
        put?: never;
        /**
         * Stop the Friday email
         * @description Acts at once, for a person's click and for a mail client's one-click (RFC 8058) alike.
         */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Which record of the rail it is about. */
        About: {
            /** @description A client. */
            id: components["schemas"]["ClientId"];
            /** @enum {string} */
            type: "client";
        } | {
            /** @description A job. */
            id: components["schemas"]["JobId"];
            /** @enum {string} */
            type: "job";
        } | {
            /** @description A quote. */
            id: components["schemas"]["QuoteId"];
            /** @enum {string} */
            type: "quote";
        } | {
            /** @description An invoice. */
            id: components["schemas"]["InvoiceId"];
            /** @enum {string} */
            type: "invoice";
        };
        /** @description The link's token. */
        Accept: {
            token: string;
        };
        /** @description What a file is. */
        AcceptFile: {
            account?: components["schemas"]["RailAccountId"] | null;
            /** @description What it holds; a bank's lines unless said otherwise. */
            kind?: components["schemas"]["ImportKind"];
            /** @description As with a file that is brought. */
            mapping?: string[];
        };
        /**
         * @description A bank account (ours; from the rail's account id).
         * @example Z2lkOi8vMQ
         */
        AccountId: string;
        /**
         * @description What an owner says an account is for.
         * @enum {string}
         */
        AccountLabel: "operating" | "savings" | "card" | "personal_mixed";
        /** @description An account that counts as cash. */
        AccountRow: {
            /** @description Which. */
            account_id: components["schemas"]["AccountId"];
            available?: components["schemas"]["MoneyRow"] | null;
            /** @description Last digits. */
            mask?: string | null;
            /** @description As the bank calls it. */
            name: string;
        };
        /** @description A bank account of a connection. */
        AccountView: {
            available?: components["schemas"]["Money"] | null;
            /**
             * Format: date
             * @description The day of that balance, where it came in a file: it is no newer than this.
             */
            available_on?: string | null;
            currency: string;
            id: components["schemas"]["AccountId"];
            label: components["schemas"]["AccountLabel"];
            labelled_by: components["schemas"]["LabelledBy"];
            mask?: string | null;
            name: string;
            /** @description The bank calls its holder a person, and no owner has said what it is for. */
            review: boolean;
        };
        /** @description What became of one act. */
        ActResult: {
            answer?: components["schemas"]["ActionView"] | null;
            problem?: components["schemas"]["ProblemInside"] | null;
            status: components["schemas"]["ActStatus"];
            undo_id: string;
        };
        /** @enum {string} */
        ActStatus: "undone" | "left";
        /** @description What an action answers. */
        ActionView: {
            audit_id?: components["schemas"]["AuditId"] | null;
            /** @description What it changed, in words: as the preview said. */
            delta?: string | null;
            /** @description What became of it. */
            result: components["schemas"]["Outcome"];
            /** @description The line in the audit list. */
            summary: string;
            undo?: components["schemas"]["UndoView"] | null;
        };
        /** @description Who decided. */
        Actor: {
            /** @enum {string} */
            kind: "engine";
        } | {
            /** @description A rule the company made. */
            id: string;
            /** @enum {string} */
            kind: "rule";
        } | {
            /** @description A person. */
            id: components["schemas"]["UserId"];
            /** @enum {string} */
            kind: "person";
        };
        /** @description Where to forward files to. */
        AddressView: {
            /** @description Null until an owner has asked for one. */
            address?: string | null;
            /** @description Whether this installation takes mail at all. */
            available: boolean;
            /** Format: date-time */
            since?: string | null;
        };
        /**
         * @description How late an open invoice is.
         * @enum {string}
         */
        Age: "not_due" | "d1_30" | "d31_60" | "d61_90" | "d90_plus" | "disputed";
        /**
         * @description How burden is shared among jobs.
         * @enum {string}
         */
        AllocMethod: "revenue" | "job_days" | "even";
        /** @description What the client sends. */
        AssignJob: {
            /** @description Only tell what would become of it. */
            dry_run?: boolean;
            /**
             * Format: int64
             * @description The item's version on the screen.
             */
            expected_version: number;
            /** @description Which job. */
            job_id: components["schemas"]["JobId"];
        };
        /**
         * @description One audit entry.
         * @example Z2lkOi8vMQ
         */
        AuditId: string;
        /** @description A page, newest first. It may be short and yet have a next one. */
        AuditView: {
            items: components["schemas"]["EntryView"][];
            next_cursor?: string | null;
        };
        /** @description Where to send the browser. */
        AuthorizeView: {
            /**
             * Format: date-time
             * @description The state is good until then.
             */
            expires_at: string;
            /** @description Comes back with the redirect; hand it over with the code. */
            state: string;
            url: string;
        };
        /**
         * @description A posted line of a bank account.
         * @example Z2lkOi8vMQ
         */
        BankTransactionId: string;
        /** @description Some invoices. */
        Bucket: {
            /** @description Still owed. */
            amount: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /** @description What the client sends. */
        Bulk: {
            /** @description Only say what would happen. */
            dry_run?: boolean;
            /** @description Which items, as they are on the screen. All that are sure enough, when none are named. */
            items?: components["schemas"]["Seen"][];
            /**
             * Format: double
             * @description How sure a suggestion must be: 0.5 to 1.
             */
            threshold?: number;
        };
        /** @description What became of them, or would. */
        BulkView: {
            /** @description Of what is confirmed. */
            amount: components["schemas"]["Money"];
            changed: number;
            confirmed: number;
            delta?: string | null;
            dry_run: boolean;
            excluded: number;
            items: components["schemas"]["ItemResult"][];
            /** @description Sure enough, but beyond what one bulk may hold. */
            more: number;
            summary: string;
            /** Format: double */
            threshold: number;
            undo?: unknown;
        };
        /**
         * @description A client of the company.
         * @example Z2lkOi8vMQ
         */
        ClientId: string;
        /** @description "Collect $X from N clients → +Y weeks". */
        Collect: {
            /** @description From all of them. */
            amount: components["schemas"]["Money"];
            /** @description At most three, largest first. */
            clients: components["schemas"]["CollectFrom"][];
            /** @description What it adds to runway, rounded down. */
            weeks: components["schemas"]["Tenths"];
        };
        /** @description A client's largest overdue invoice. */
        CollectFrom: {
            /** @description Still owed. */
            amount: components["schemas"]["Money"];
            /** @description As people know them. */
            client_name: string;
            /**
             * Format: int64
             * @description Past due.
             */
            days_late: number;
            /** @description The invoice. */
            invoice_id: components["schemas"]["InvoiceId"];
            /** @description Its number. */
            invoice_number: string;
        };
        /** @description A field and the heading of its column. */
        ColumnView: {
            field: string;
            heading: string;
        };
        /**
         * @description A tenant.
         * @example Z2lkOi8vMQ
         */
        CompanyId: string;
        /** @description What the client sends. */
        Confirm: {
            /** @description Which suggestion, first = 0. */
            candidate?: number;
            /** @description Only tell what would become of it. */
            dry_run?: boolean;
            /**
             * Format: int64
             * @description The item's version on the screen.
             */
            expected_version: number;
        };
        /**
         * @description Whether it works.
         * @enum {string}
         */
        ConnectionState: "active" | "needs_reconnect";
        /** @description A connection to one account at a rail. */
        ConnectionView: {
            /** @description What the rail calls the authorised party. */
            account: components["schemas"]["RailAccountId"];
            /** @description The bank accounts that came with it, as far as they have been read. */
            accounts: components["schemas"]["AccountView"][];
            /** Format: date-time */
            connected_at: string;
            /**
             * Format: date-time
             * @description When something new was last read to the end.
             */
            last_sync_at?: string | null;
            /** @description What the rail calls it to people, or the owner's own name for it. */
            name: string;
            notice?: components["schemas"]["NoticeView"] | null;
            rail: components["schemas"]["RailName"];
            status: components["schemas"]["ConnectionState"];
            /** @description Why it needs an owner, in the rail's own code; null while it works. */
            why?: string | null;
        };
        /** @description All connections. */
        ConnectionsView: {
            items: components["schemas"]["ConnectionView"][];
            /** @description There is one page. */
            next_cursor?: string | null;
        };
        /** @description An expense of a job. */
        CostRow: {
            /** @description What it cost. */
            amount: components["schemas"]["Money"];
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description The bank's text. */
            description: string;
            /** @description The money out. */
            transaction_id: components["schemas"]["BankTransactionId"];
        };
        /** @description An account to bring files for. */
        CsvAccount: {
            /** @description ISO 4217; the company's own when nobody says. */
            currency?: string | null;
            label: components["schemas"]["AccountLabel"];
            /** @description What to call it, such as the bank and the last digits. */
            name: string;
        };
        /** @description How far the figures can be trusted. */
        DataHealth: {
            /** @description The bank's data is too old, or its connection broken: no claim about cash. */
            bank_stale: boolean;
            /**
             * Format: date-time
             * @description When the bank was last read to the end.
             */
            last_bank_sync_at?: string | null;
            /**
             * Format: date-time
             * @description When Jobber was last read to the end.
             */
            last_jobber_sync_at?: string | null;
            /**
             * Format: date-time
             * @description When a webhook last changed something here, of any rail.
             */
            last_webhook_at?: string | null;
            /**
             * Format: int64
             * @description Accounts and deposits in another currency: shown elsewhere, never summed here.
             */
            other_currency_count: number;
            /** @description Connections that only the owner can mend, sorted, each once. */
            reconnect: components["schemas"]["RailName"][];
            /**
             * Format: int64
             * @description How often a rail refused us for asking too fast in the last 24 hours.
             */
            throttle_hits?: number;
            /**
             * Format: int64
             * @description From what happened at a rail to our books, in seconds, by the last webhook of each rail: the slowest.
             *     Absent until there was one.
             */
            webhook_lag_seconds?: number | null;
        };
        /** @description A deposit nobody explained. */
        DepositRow: {
            /** @description How much. */
            amount: components["schemas"]["Money"];
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description Which. */
            deposit_id: components["schemas"]["BankTransactionId"];
            /** @description The bank's text. */
            description: string;
        };
        /** @description A Friday email. */
        DigestView: {
            html: string;
            id: string;
            /** Format: date-time */
            sent_at?: string | null;
            status: components["schemas"]["SendStatus"];
            subject: string;
            text: string;
            /** @description The numbers in it. */
            tiles: components["schemas"]["Tiles"];
            week: components["schemas"]["IsoWeek"];
        };
        /** @description The emails of the last weeks, newest first. */
        DigestsView: {
            items: components["schemas"]["WeekView"][];
            /** @description There is one page: who wants more asks for more weeks. */
            next_cursor?: string | null;
        };
        /** @description What the client sends. */
        Dismiss: {
            /** @description Only tell what would become of it. */
            dry_run?: boolean;
            /**
             * Format: int64
             * @description The item's version on the screen.
             */
            expected_version: number;
            /** @description What it is: "loan", "owner money", "refund" … */
            note?: string | null;
        };
        /** @description It is nothing of the jobs'. */
        Dismissed: {
            bank_transaction_id: components["schemas"]["BankTransactionId"];
            note: string | null;
            status: components["schemas"]["Status"];
        };
        /** @description What a change of settings or people answers. */
        DoneView: {
            audit_id?: components["schemas"]["AuditId"] | null;
            /** @description What changed, in words. */
            delta: string;
            /** @description What there is now; null for what is gone. */
            result?: Record<string, never> | null;
        };
        /** @description What a part that waits is for. */
        DraftTo: {
            /** @description Whose. */
            client_name?: string | null;
            /** @enum {string} */
            kind: "payment";
            /** @description Which. */
            payment_id: components["schemas"]["PaymentId"];
        } | {
            /** @enum {string} */
            kind: "share";
            /** @description What it is. */
            to: components["schemas"]["ShareTo"];
        };
        DraftView: {
            amount: components["schemas"]["Money"];
            to: components["schemas"]["DraftTo"];
            what: string;
        };
        /** @description Money set aside. */
        EarmarkRow: {
            /** @description How much. */
            amount: components["schemas"]["Money"];
            /** @description For what. */
            label: string;
        };
        /** @description One entry. */
        EntryView: {
            action: string;
            actor: components["schemas"]["Actor"];
            after: unknown;
            /** Format: date-time */
            at: string;
            before: unknown;
            /** @description What it was done together with: takes all of that back. */
            group?: string | null;
            id: string;
            summary: string;
            target_id: string;
            target_type: string;
            /** @description Takes this back; null for what cannot be. What was taken back already says so when it is tried. */
            undo_id?: string | null;
            /** @description What colleagues call them: a person's name, "Oodaloo" for the engine. */
            who: string;
        };
        Figure: {
            change?: components["schemas"]["Tenths"] | null;
            prompt?: string | null;
            value?: components["schemas"]["Tenths"] | null;
        };
        /**
         * @description A paid add-on.
         * @enum {string}
         */
        Flag: "CASH_DISCIPLINE" | "UNBUNDLING" | "BENCHMARKING" | "AP_ASSIST";
        /** @description What the gateway says when the request does not get to us, or we do not answer. */
        GatewayMessage: {
            /** @example Unauthorized */
            message: string | null;
        };
        /**
         * @description One company: the three numbers that matter, and how far they can be trusted. Null where a figure is
         *     not known; `prompt` then says what to do.
         */
        Glance: {
            /** Format: date-time */
            as_of?: string | null;
            bank_stale: boolean;
            company_id: string;
            /** Format: date-time */
            last_bank_sync_at?: string | null;
            /** Format: date-time */
            last_jobber_sync_at?: string | null;
            name: string;
            reconciled_pct: components["schemas"]["Figure"];
            reconnect: string[];
            runway_weeks: components["schemas"]["Figure"];
            tray?: components["schemas"]["TrayTile"] | null;
        };
        /** @description What became of a group, act by act, the last one first. */
        GroupTakenBack: {
            left: number;
            results: components["schemas"]["ActResult"][];
            undone: number;
            /** @description Acts beyond what one request takes back: ask again, with another key. */
            waiting: number;
        };
        /** @description How a file would be read. Nothing was written. */
        GuessView: {
            /** @description Rows that are neither, by what they are. */
            aside: {
                [key: string]: number;
            };
            /** @description Rows that cannot be read. */
            bad: number;
            balance?: components["schemas"]["Money"] | null;
            /** @description Which column is what. */
            columns: components["schemas"]["ColumnView"][];
            /** @description `mdy`, `dmy` or `ymd`; null where the days tell it themselves. */
            date_order?: string | null;
            /** @description How the order is known. */
            date_order_why?: string | null;
            delimiter: string;
            encoding: string;
            /** @description The first 50 of them, each with its line and the reason. */
            faults: components["schemas"]["ImportFault"][];
            /** Format: date */
            from_day?: string | null;
            /** @description Rows that can be read. */
            good: number;
            /** @description The line of the headings; null where the file has none. */
            header_line?: number | null;
            /** @description All its columns by their headings, the first 60. */
            headings: string[];
            kind: components["schemas"]["ImportKind"];
            /** @description What was said about the layout: now, or about an earlier file like it. Send it to have the file read so. */
            mapping: string[];
            /** @description How many of these are not in the books yet; null where there are too many to look. */
            new?: number | null;
            /** @description What else was noticed. */
            notes: string[];
            /** @description An amount as the file writes it. */
            numbers: string;
            /** @description The first rows as they were understood. */
            rows: components["schemas"]["RowView"][];
            /** @description What tells money in from money out; null for quotes. */
            signs?: string | null;
            /** Format: date */
            to_day?: string | null;
        };
        /** @description Whether we can work. */
        Health: {
            /** @description Everything below is well. */
            healthy: boolean;
            queue_depth: components["schemas"]["QueueDepth"];
            /** @description The table answers. */
            table: boolean;
        };
        /** @description A row of a file that could not be read. */
        ImportFault: {
            /** @description The line it begins on; the first of the file is 1. */
            line: number;
            /** @description The reason. */
            why: string;
        };
        /** @description A file. */
        ImportFile: {
            account?: components["schemas"]["RailAccountId"] | null;
            /** @description Only show how it would be read. */
            dry_run?: boolean;
            /** @description Its bytes in base64, packed with gzip or not. At most 4 MB unpacked. */
            file: string;
            file_name: string;
            /** @description What it holds; a bank's lines unless said otherwise. */
            kind?: components["schemas"]["ImportKind"];
            /**
             * @description What columns are and how they are written, where the guess is wrong: `date=Posted`, `description=Name+Memo`,
             *     `date_order=dmy`, `numbers=comma`, `positive=out`.
             */
            mapping?: string[];
        };
        /**
         * @description A file that somebody brought.
         * @example Z2lkOi8vMQ
         */
        ImportId: string;
        /**
         * @description What a file holds.
         * @enum {string}
         */
        ImportKind: "bank" | "quotes";
        /**
         * @description How far a file is.
         * @enum {string}
         */
        ImportStatus: "waiting" | "reading" | "done" | "failed" | "declined";
        /** @description A file that somebody brought, and what became of it. */
        ImportView: {
            account?: components["schemas"]["RailAccountId"] | null;
            /** @description How many of these were new. */
            added: number;
            /** @description Rows that are neither: balances, totals, what is pending. */
            aside: number;
            /** Format: date-time */
            at: string;
            /** @description Rows that could not be read. */
            bad: number;
            /** Format: date-time */
            done_at?: string | null;
            /** @description The first 50 of them, each with its line and the reason. */
            faults: components["schemas"]["ImportFault"][];
            file_name: string;
            /** @description From whom: a colleague, or a mail's sender. */
            from: string;
            /** Format: date */
            from_day?: string | null;
            /** @description Rows that could be read. */
            good: number;
            id: components["schemas"]["ImportId"];
            kind: components["schemas"]["ImportKind"];
            /** @description How many of these have been looked at: how far it is. */
            looked_at: number;
            /** @description What was said about its layout. */
            mapping: string[];
            status: components["schemas"]["ImportStatus"];
            /** Format: date */
            to_day?: string | null;
            way: components["schemas"]["ImportWay"];
            /** @description Why it waits or failed. */
            why?: string | null;
        };
        /**
         * @description How a file came.
         * @enum {string}
         */
        ImportWay: "upload" | "mail";
        /** @description The latest imports. */
        ImportsView: {
            items: components["schemas"]["ImportView"][];
            /** @description There is one page. */
            next_cursor?: string | null;
        };
        /** @description What is inside. */
        Inside: {
            items: components["schemas"]["PaymentView"][];
            next_cursor?: string | null;
        };
        /**
         * @description An invitation to join a company.
         * @example Z2lkOi8vMQ
         */
        InvitationId: string;
        /**
         * @description What became of an invitation's mail.
         * @enum {string}
         */
        InvitationMail: "waiting" | "sent" | "refused";
        /** @description An open invitation. Its link is in its mail alone. */
        InvitationView: {
            email: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** Format: date-time */
            invited_at: string;
            invited_by: string;
            mail: components["schemas"]["InvitationMail"];
            role: components["schemas"]["Role"];
        };
        /** @description Whom to invite, and as what. */
        Invite: {
            email: string;
            role: components["schemas"]["Role"];
        };
        /**
         * @description An invoice.
         * @example Z2lkOi8vMQ
         */
        InvoiceId: string;
        /** @description An invoice. */
        InvoiceRow: {
            /** @description In which bucket. */
            age: components["schemas"]["Age"];
            /** @description Still owed. */
            balance: components["schemas"]["Money"];
            /** @description Who owes. */
            client_name?: string | null;
            /**
             * Format: int64
             * @description Past due; zero when it is not.
             */
            days_late: number;
            /** @description Which. */
            invoice_id: components["schemas"]["InvoiceId"];
            /**
             * Format: date
             * @description When it was issued.
             */
            issued_on: string;
            /** @description As people know it. */
            number: string;
            /** @description Invoiced. */
            total: components["schemas"]["Money"];
        };
        /**
         * @description An ISO week, Monday first.
         * @example 2026-W47
         */
        IsoWeek: string;
        /** @description What became of one. */
        ItemResult: {
            amount: components["schemas"]["Money"];
            answer?: components["schemas"]["ActionView"] | null;
            delta?: string | null;
            id: components["schemas"]["TrayItemId"];
            problem?: components["schemas"]["ProblemInside"] | null;
            reason?: string | null;
            status: components["schemas"]["ItemStatus"];
        };
        /** @enum {string} */
        ItemStatus: "would_confirm" | "confirmed" | "changed" | "excluded";
        ItemView: components["schemas"]["SubjectView"] & {
            /** @description How a person had begun to share it out. */
            draft?: components["schemas"]["DraftView"][];
            id: string;
            impact: components["schemas"]["Money"];
            /** @description Jobs an expense may be for. */
            job_suggestions?: components["schemas"]["JobView"][];
            suggestions: components["schemas"]["SuggestionView"][];
            type: components["schemas"]["TrayKind"];
            /** Format: int64 */
            version: number;
        };
        /**
         * @description A job.
         * @example Z2lkOi8vMQ
         */
        JobId: string;
        /** @description Banked − tagged costs − share of burden. */
        JobMargin: {
            /** @description Net of fees. */
            banked: components["schemas"]["Money"];
            /** @description Its share of the crew's cost. */
            burden: components["schemas"]["Money"];
            /** @description Whose it is, likewise. */
            client_name?: string | null;
            /** @description Expenses linked to it. */
            costs: components["schemas"]["Money"];
            /** @description The job. */
            job_id: components["schemas"]["JobId"];
            /** @description What is left. */
            margin: components["schemas"]["Money"];
            margin_pct?: components["schemas"]["Tenths"] | null;
            /**
             * Format: int64
             * @description Its number, where one of its own records tells.
             */
            number?: number | null;
            /** @description As people know it. */
            title: string;
        };
        /** @description What makes one job's margin: banked − costs − burden. */
        JobRows: {
            /** @description Tagged expenses, oldest first. */
            costs: components["schemas"]["CostRow"][];
            /** @description Deposits, oldest first, each with this job's share. */
            deposits: components["schemas"]["ShareRow"][];
            /** @description The figures. */
            margin: components["schemas"]["JobMargin"];
        };
        /** @description How a job's work and its cash stand to each other. */
        JobVariance: {
            /** @description Until the day asked about. */
            cash_received: components["schemas"]["Money"];
            /** @description The job. */
            job_id: components["schemas"]["JobId"];
            /** @description What it means. */
            status: components["schemas"]["VarianceStatus"];
            /** @description As people know it. */
            title: string;
            /** @description Work − cash. */
            variance: components["schemas"]["Money"];
            /** @description Until the day asked about. */
            work_performed: components["schemas"]["Money"];
        };
        JobView: {
            client_name?: string | null;
            /** Format: double */
            confidence: number;
            job_id: string;
            /** Format: int64 */
            job_number: number;
            job_title: string;
            reasons: string[];
            words: string;
        };
        /** @description What Jobber's redirect brought back. */
        JobberCallback: {
            code: string;
            redirect_uri: string;
            /**
             * @description As the redirect had it. Started from Jobber's marketplace it has none: ask the person first which
             *     company this Jobber is for.
             */
            state?: string | null;
        };
        /**
         * @description Whose word a label is.
         * @enum {string}
         */
        LabelledBy: "guess" | "owner";
        /** @description What opens Link in the browser, once. */
        LinkTokenView: {
            /** Format: date-time */
            expiration: string;
            link_token: string;
            mode: components["schemas"]["Mode"];
        };
        /** @description An account as Link showed it. */
        LinkedAccount: {
            mask?: string | null;
            name: string;
        };
        /** @description A deposit that is explained. */
        MatchRow: {
            /** @description What reached the bank. */
            amount: components["schemas"]["Money"];
            /** @description Of one payment: who paid. */
            client_name?: string | null;
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description Who decided. */
            decided_by: components["schemas"]["Actor"];
            /** @description The deposit. */
            deposit_id: components["schemas"]["BankTransactionId"];
            /** @description What was kept on the way. */
            fee: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description How many payments it carries.
             */
            payment_count: number;
            /** @description How it reached the bank. */
            processor: components["schemas"]["Processor"];
        };
        /** @description A deposit is explained. */
        Matched: {
            bank_transaction_id: components["schemas"]["BankTransactionId"];
            fee: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            /** @description What arrived: gross less the fee. */
            net: components["schemas"]["Money"];
            /** @description Of a split. */
            parts?: components["schemas"]["PartDone"][] | null;
            payment_ids: components["schemas"]["PaymentId"][];
            status: components["schemas"]["Status"];
        };
        /** @description The signed-in person. */
        Me: {
            companies: components["schemas"]["Membership"][];
            next_cursor?: string | null;
            user_id: string;
        };
        MemberView: {
            email: string;
            role: components["schemas"]["Role"];
            user_id: string;
            /** @description Whether this is the caller. */
            you: boolean;
        };
        Membership: {
            company_id: string;
            currency: string;
            flags: components["schemas"]["Flag"][];
            name: string;
            role: components["schemas"]["Role"];
            time_zone: string;
        };
        /**
         * @description What Link is opened for.
         * @enum {string}
         */
        Mode: "new" | "update";
        /**
         * @description An amount in the company's currency: decimal text, never a number. Answers always have two decimals.
         * @example 1234.56
         */
        Money: string;
        /** @description An amount by itself. */
        MoneyRow: {
            /** @description How much. */
            amount: components["schemas"]["Money"];
        };
        /** @description Which address is to be replaced. */
        NewAddress: {
            /**
             * Format: date-time
             * @description The `since` of the address that was seen; null where there was none.
             */
            since?: string | null;
        };
        /** @description A note to write. */
        NewNote: {
            about: components["schemas"]["About"];
            /** @description One paragraph of at most 2,000 characters; HTML in it is text. */
            text: string;
        };
        /** @description The new role. */
        NewRole: {
            role: components["schemas"]["Role"];
        };
        /** @description What a rule is made from. */
        NewRule: {
            /** @description Only say what it would touch. */
            dry_run?: boolean;
            /** @description What it does. */
            kind: components["schemas"]["RuleKind"];
            /** @description Whole words of the bank's text, `*` for any. */
            pattern: string;
            /** @description What the kind needs: for `vendor_to_jobtype` the kind of job. */
            value?: string;
        };
        /** @description A task to write. */
        NewTask: {
            client_id: components["schemas"]["ClientId"];
            /**
             * Format: date
             * @description On which of the company's own days.
             */
            due_on?: string | null;
            /** @description At most 2,000 characters. */
            instructions?: string | null;
            /** @description At most 200 characters. */
            title: string;
        };
        /**
         * @description A note or a task that is written at a rail.
         * @example Z2lkOi8vMQ
         */
        NoteId: string;
        /**
         * @description How far a note or a task is.
         * @enum {string}
         */
        NoteStatus: "to_write" | "written" | "not_allowed" | "failed";
        /** @description A note or a task, as far as it is. */
        NoteView: components["schemas"]["Writing"] & {
            about: components["schemas"]["About"];
            /** Format: date-time */
            at: string;
            id: components["schemas"]["NoteId"];
            /** @description What Jobber calls it, once it is there. */
            rail_id?: string | null;
            /** Format: date-time */
            settled_at?: string | null;
            status: components["schemas"]["NoteStatus"];
            /** @description As colleagues know them. */
            who?: string | null;
            /** @description Why it is not at Jobber; null otherwise. */
            why?: string | null;
        };
        /** @description Notes and tasks, newest first. */
        NotesView: {
            items: components["schemas"]["NoteView"][];
            next_cursor?: string | null;
        };
        /** @description What a rail has announced. */
        NoticeView: {
            /** Format: date-time */
            at: string;
            /** @description The rail's own code: `PENDING_DISCONNECT`, `PENDING_EXPIRATION`, `NEW_ACCOUNTS_AVAILABLE`. */
            code: string;
        };
        /** @description An add-on whose signal was seen. */
        OfferView: {
            add_on: components["schemas"]["Flag"];
            /** @description What it shows. */
            offer: string;
            price: string;
        };
        /** @description What became of what was asked for. */
        Outcome: components["schemas"]["Matched"] | components["schemas"]["Tagged"] | components["schemas"]["Dismissed"] | components["schemas"]["Undone"] | components["schemas"]["RuleMade"] | components["schemas"]["RuleDeleted"];
        /** @description One part: exactly one of the four says what it was for. */
        Part: {
            /** @description How much of the deposit. */
            amount: components["schemas"]["Money"];
            invoice_id?: components["schemas"]["InvoiceId"] | null;
            job_id?: components["schemas"]["JobId"] | null;
            /** @description What that is. */
            note?: string | null;
            /** @description Income of no job. */
            off_job?: boolean;
            payment_id?: components["schemas"]["PaymentId"] | null;
        };
        /** @description A part of a split, as undo numbers it. */
        PartDone: {
            amount: components["schemas"]["Money"];
            part: number;
            /** @description What it is for, in words. */
            what: string;
        };
        /** @description Settings to change. What is left out stays; what is sent replaces the whole field. */
        Patch: {
            account_labels?: {
                [key: string]: components["schemas"]["AccountLabel"];
            } | null;
            alloc_method?: components["schemas"]["AllocMethod"] | null;
            /**
             * Format: double
             * @description From 0.99 to 1.
             */
            auto_threshold?: number | null;
            /** @description `07:00`, local. */
            digest_time?: string | null;
            digest_to?: string[] | null;
            disputed?: components["schemas"]["InvoiceId"][] | null;
            /** @description Only tell what would become of it. */
            dry_run?: boolean;
            /** @description Decimal texts by label. */
            earmarks?: {
                [key: string]: components["schemas"]["Money"];
            } | null;
            name?: string | null;
            /** Format: int32 */
            terms_days?: number | null;
            time_zone?: string | null;
            vips?: components["schemas"]["ClientId"][] | null;
            weekly_burden?: components["schemas"]["Money"] | null;
        };
        /**
         * @description Whole words of the bank's text; `*` stands for any.
         * @example HOME DEPOT
         */
        Pattern: string;
        /**
         * @description Money that Jobber says a client paid.
         * @example Z2lkOi8vMQ
         */
        PaymentId: string;
        /** @description One payment inside a deposit. */
        PaymentView: {
            amount: components["schemas"]["Money"];
            client_name?: string | null;
            invoices: string[];
            payment_id: string;
        };
        /** @description The people of a company. */
        People: {
            invitations: components["schemas"]["InvitationView"][];
            items: components["schemas"]["MemberView"][];
            /** @description There is one page: a company has few members. */
            next_cursor?: string | null;
        };
        /** @description What Plaid Link brought back. */
        PlaidExchange: {
            /** @description As Link's `onSuccess` has them. */
            accounts?: components["schemas"]["LinkedAccount"][];
            /** @description Link it although it seems to be linked already. */
            again?: boolean;
            /** @description As Link's `onSuccess` has it: with `accounts`, the same login linked twice is noticed. */
            institution_id?: string | null;
            institution_name?: string | null;
            /** @description What each account is for, as the owner chose; others are guessed from their type. */
            labels?: {
                [key: string]: components["schemas"]["AccountLabel"];
            };
            public_token: string;
        };
        /** @description Many companies at a glance. */
        Portfolio: {
            items: components["schemas"]["Glance"][];
            next_cursor?: string | null;
        };
        /** @description What a rule would do to the lines it is about. */
        Preview: {
            /** @description Their money, without sign. */
            amount: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description How many it would touch.
             */
            touched: number;
            /** @description The newest of those it would touch. */
            touched_rows: components["schemas"]["Row"][];
            /**
             * Format: int64
             * @description How many it is about and would leave alone.
             */
            would_not: number;
            /** @description The newest of those it would leave alone. */
            would_not_rows: components["schemas"]["Row"][];
        };
        /**
         * @description RFC 9457. A type may have members of its own. The types:
         *
         *     * `bad-request` (400): The request cannot be read: malformed or incomplete JSON, a field that is missing, unknown, given twice or of another type, nesting beyond 16 levels, control characters in a text, an amount that is not decimal text, a query without `company_id`. `detail` says which. Mend the request; the same one will never succeed.
         *     * `idempotency-key` (400): An action came without an `Idempotency-Key`, or with one that is not 1 to 64 visible ASCII characters without `#`. Choose a new key for each new request, and send the same one when you repeat a request.
         *     * `unauthenticated` (401): No token, an expired one, or one that was not made for this API: an ID token, or a token of another app. Sign in and send the access token. The gateway itself answers most of these, with its own `{"message":"Unauthorized"}`.
         *     * `add-on` (402): What was asked for belongs to an add-on that the company does not have. `add_on` names it and `price` says what it costs.
         *     * `role` (403): A member whose role does not do this. An owner can.
         *     * `not-found` (404): It is not there, or it is not the caller's: the answer is the same, so that nobody learns what others have. What was decided already is no longer in the tray, so it is not found there either.
         *     * `method` (405): The path is right and the method is not.
         *     * `stale` (409): Somebody or something changed it since it was read. `detail` says what is there now, and `current` has it where it is known. Read again, look again, then decide again.
         *     * `last-owner` (409): A company always has an owner: its last one can neither leave nor take another role.
         *     * `gone` (410): It was there, and is not any more: an invitation that was used, withdrawn or is over.
         *     * `precondition-failed` (412): `If-Match` names a version that is no more. `current` has what is there now and `etag` its version, `changed_by` and `changed_at` say who changed it and when.
         *     * `too-large` (413): The body is larger than 64 KiB; or a file is larger than 4 MB, or has more than 100,000 rows: `detail` says which. Send a file in pieces, cut at days: rows that two pieces share are taken once.
         *     * `media-type` (415): The body is not declared as `application/json`.
         *     * `unprocessable` (422): Understood, but it makes no sense for this: `detail` says why, and `errors`, where there is one, names each field with a JSON pointer. Nothing was changed.
         *     * `not-a-csv` (422): The file is no CSV that can be read: `detail` says what it looks like and what to ask the bank for.
         *     * `say-more` (422): The file does not tell enough to be read without guessing: which column is what, in which order its dates are written, or which way the money went. `say` names the field and what may be said of it, for `mapping`; `columns` are the file's columns.
         *     * `idempotency-mismatch` (422): The `Idempotency-Key` came with another request before. Choose a new one.
         *     * `too-much` (422): The answer would be larger than one answer can be. Ask for less.
         *     * `precondition-required` (428): A change of a whole resource without `If-Match`. Send the `ETag` of what you have read.
         *     * `internal` (500): Our mistake. Nothing was changed. Tell us the `request_id`.
         *     * `rail` (422): A rail (Jobber, Plaid) did not accept what was handed to it. Start the connection again.
         *     * `unavailable` (503): Something we need did not answer in time. Nothing was changed; the same request may succeed in a moment.
         */
        Problem: {
            /** @description What is wrong this time, for a person. */
            detail: string;
            /** @description What to tell us; our logs have it. */
            request_id?: string;
            status: number;
            /** @description The same for all of a type. */
            title: string;
            /**
             * Format: uri
             * @enum {string}
             */
            type: "https://oodaloo.app/problems/bad-request" | "https://oodaloo.app/problems/idempotency-key" | "https://oodaloo.app/problems/unauthenticated" | "https://oodaloo.app/problems/add-on" | "https://oodaloo.app/problems/role" | "https://oodaloo.app/problems/not-found" | "https://oodaloo.app/problems/method" | "https://oodaloo.app/problems/stale" | "https://oodaloo.app/problems/last-owner" | "https://oodaloo.app/problems/gone" | "https://oodaloo.app/problems/precondition-failed" | "https://oodaloo.app/problems/too-large" | "https://oodaloo.app/problems/media-type" | "https://oodaloo.app/problems/unprocessable" | "https://oodaloo.app/problems/not-a-csv" | "https://oodaloo.app/problems/say-more" | "https://oodaloo.app/problems/idempotency-mismatch" | "https://oodaloo.app/problems/too-much" | "https://oodaloo.app/problems/precondition-required" | "https://oodaloo.app/problems/internal" | "https://oodaloo.app/problems/rail" | "https://oodaloo.app/problems/unavailable";
        };
        /** @description A problem inside another answer. */
        ProblemInside: {
            detail: string;
            /** Format: int32 */
            status: number;
            title: string;
            /** @description One of the fixed list. */
            type: string;
        };
        /**
         * @description How money reached the bank.
         * @enum {string}
         */
        Processor: "JOBBER_PAY" | "STRIPE" | "ACH" | "CHECK" | "CASH" | "TRANSFER" | "OTHER";
        /** @description What to do to see a figure. */
        Prompt: {
            /** @description For programs. */
            code: components["schemas"]["PromptCode"];
            /** @description For people: an imperative sentence. */
            text: string;
        };
        /**
         * @description Why a figure is not known.
         * @enum {string}
         */
        PromptCode: "set_burden" | "burden_not_positive" | "connect_bank" | "balances_unknown" | "no_deposits" | "nothing_invoiced" | "connect_jobber" | "no_banked_jobs" | "job_days_unknown";
        /** @description How many messages wait in the queues; null where a queue does not answer. */
        QueueDepth: {
            /** Format: int64 */
            reconcile?: number | null;
            /** Format: int64 */
            sync?: number | null;
        };
        /**
         * @description A quote.
         * @example Z2lkOi8vMQ
         */
        QuoteId: string;
        /**
         * @description What a rail calls the authorised party: a Jobber account id or a Plaid item id.
         * @example Z2lkOi8vMQ
         */
        RailAccountId: string;
        /**
         * @description An outside system of record.
         * @enum {string}
         */
        RailName: "jobber" | "plaid" | "csv";
        /** @description One piece of evidence in words, and whether it speaks for the suggestion or against it. */
        ReasonView: {
            speaks: string;
            text: string;
        };
        /** @description What to change about a connection. What is left out stays. */
        Relabel: {
            /** @description What accounts of this connection are for. */
            labels?: {
                [key: string]: components["schemas"]["AccountLabel"];
            };
            /** @description What to call it. */
            name?: string | null;
        };
        /**
         * @description What a member may do.
         * @enum {string}
         */
        Role: "owner" | "dispatcher";
        /** @description One line a rule is about. */
        Row: {
            /** @description As the bank shows it. */
            amount: components["schemas"]["Money"];
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description The bank's text. */
            description: string;
            /** @description Which. */
            transaction_id: components["schemas"]["BankTransactionId"];
            why_not?: components["schemas"]["WhyNot"] | null;
        };
        /** @description A row as it was understood. */
        RowView: {
            /** @description More than zero is money in; of a quote what it comes to. */
            amount: components["schemas"]["Money"];
            /** Format: date */
            day: string;
            /** @description The line of the file it begins on. */
            line: number;
            text: string;
        };
        Rows: components["schemas"]["TileRows"] | components["schemas"]["JobRows"];
        /** @description The rows behind a number, at one moment. */
        RowsView: components["schemas"]["Rows"] & {
            /** Format: date-time */
            as_of: string;
        };
        /** @description A rule. */
        Rule: {
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description Who made it. */
            created_by: components["schemas"]["UserId"];
            /** @description Its id. */
            id: components["schemas"]["RuleId"];
            /** @description What it does. */
            kind: components["schemas"]["RuleKind"];
            /** @description Which lines it is about. */
            pattern: components["schemas"]["Pattern"];
            /** @description Depends on the kind; checked by [`Rule::value_for`]. */
            value?: string;
            /**
             * Format: int64
             * @description Raised by one at every change.
             */
            version: number;
        };
        /** @description What becomes of a new rule. */
        RuleAnswer: components["schemas"]["RuleLooked"] | components["schemas"]["ActionView"];
        /** @description A rule that does nothing more. */
        RuleDeleted: {
            deleted: boolean;
            rule_id: components["schemas"]["RuleId"];
        };
        /**
         * @description A rule the company made.
         * @example Z2lkOi8vMQ
         */
        RuleId: string;
        /**
         * @description What a rule does.
         * @enum {string}
         */
        RuleKind: "vendor_to_jobtype" | "ignore_merchant" | "processor_fee";
        /** @description What a rule would touch. */
        RuleLooked: {
            dry_run: boolean;
            preview: components["schemas"]["Preview"];
            rule: components["schemas"]["Rule"];
        };
        /** @description A rule, and what it touches of what is open. */
        RuleMade: {
            preview: components["schemas"]["Preview"];
            rule: components["schemas"]["Rule"];
            /** @description Takes back the rule with all it did. */
            undo_rule: components["schemas"]["RuleId"];
        };
        /** @description A rule worth making. */
        RuleSuggestion: {
            /** @description What it would do. */
            kind: components["schemas"]["RuleKind"];
            /** @description About whom. */
            pattern: components["schemas"]["Pattern"];
            /**
             * Format: int64
             * @description How often it was done by hand.
             */
            times: number;
            /** @description With which value. */
            value: string;
        };
        RuleView: components["schemas"]["Rule"] & {
            /** @description Takes back the rule and all it did. */
            undo_id: string;
        };
        /** @description The rules and what could be one. */
        RulesView: {
            items: components["schemas"]["RuleView"][];
            suggestions: components["schemas"]["SuggestedRule"][];
        };
        /** @description What runway followed from a week ago. */
        RunwayBefore: {
            /** @description In operating and savings accounts. */
            cash_available: components["schemas"]["Money"];
            /** @description Set aside by the owner. */
            earmarked: components["schemas"]["Money"];
            /** @description Cost of a week. */
            weekly_burden: components["schemas"]["Money"];
        };
        /** @description An item as it was seen. */
        Seen: {
            /** Format: int64 */
            expected_version: number;
            id: components["schemas"]["TrayItemId"];
        };
        /**
         * @description How far it is.
         * @enum {string}
         */
        SendStatus: "sending" | "sent";
        /** @description Good for an hour. */
        Session: {
            /** @description Goes as `Authorization: Bearer …`. Keep it in memory. */
            access_token: string;
            /** @description With which they signed in. */
            email?: string | null;
            /**
             * Format: date-time
             * @description When it ends; ask again a little before.
             */
            expires_at: string;
            /** @description What `GET /api/v1/me` says: an app that starts needs to ask for nothing else. */
            me: components["schemas"]["Me"];
        };
        /** @description A company's settings. `currency`, `flags` and `version` cannot be set. */
        SettingsView: {
            account_labels: {
                [key: string]: components["schemas"]["AccountLabel"];
            };
            alloc_method: components["schemas"]["AllocMethod"];
            /** Format: double */
            auto_threshold: number;
            company_id: string;
            currency: string;
            /** @description `07:00`, local. */
            digest_time: string;
            digest_to: string[];
            disputed: string[];
            /** @description Set aside, by label. */
            earmarks: {
                [key: string]: components["schemas"]["Money"];
            };
            flags: components["schemas"]["Flag"][];
            name: string;
            /** Format: int32 */
            terms_days: number;
            time_zone: string;
            /** Format: int64 */
            version: number;
            vips: string[];
            weekly_burden?: components["schemas"]["Money"] | null;
        };
        /** @description A job's share of one deposit. */
        ShareRow: {
            /** @description This job's share of what reached the bank, net of fees. */
            amount: components["schemas"]["Money"];
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description The deposit. */
            deposit_id: components["schemas"]["BankTransactionId"];
            /** @description This job's payments inside. */
            payment_ids: components["schemas"]["PaymentId"][];
        };
        /** @description What a part of a deposit was for. */
        ShareTo: {
            /** @description Whose. */
            client_name?: string | null;
            /** @description Which. */
            invoice_id: components["schemas"]["InvoiceId"];
            job_id?: components["schemas"]["JobId"] | null;
            /** @enum {string} */
            kind: "invoice";
            /** @description As people know it. */
            number: string;
        } | {
            /** @description Which. */
            job_id: components["schemas"]["JobId"];
            /** @enum {string} */
            kind: "job";
            /**
             * Format: int64
             * @description As people know it.
             */
            number: number;
            /** @description What it is. */
            title: string;
        } | {
            /** @enum {string} */
            kind: "off_job";
            /** @description What it is, in the person's words. */
            note?: string | null;
        };
        /** @description What is left to do after signing out. */
        SignedOut: {
            /** @description Where the browser goes next: the pool forgets it too. */
            next: string;
        };
        /** @description What the client sends. */
        Split: {
            /** @description Only tell what would become of it. */
            dry_run?: boolean;
            /**
             * Format: int64
             * @description The item's version on the screen.
             */
            expected_version: number;
            /** @description They sum to the deposit. */
            parts: components["schemas"]["Part"][];
        };
        /**
         * @description What became of a bank transaction.
         * @enum {string}
         */
        Status: "open" | "auto_matched" | "confirmed" | "split" | "off_job" | "ignored" | "tagged" | "removed";
        SubjectView: {
            account_id: string;
            amount: components["schemas"]["Money"];
            bank_transaction_id: string;
            /** Format: date */
            date: string;
            description: string;
            /** @description Who it is, without store numbers and dates: what a rule's pattern is compared with. */
            name: string;
            processor: components["schemas"]["Processor"];
            /** @enum {string} */
            subject: "bank_transaction";
        } | {
            account: string;
            rail: components["schemas"]["RailName"];
            /** @enum {string} */
            subject: "connection";
            why: string;
        };
        SuggestedRule: components["schemas"]["RuleSuggestion"] & {
            sentence: string;
        };
        SuggestionView: {
            candidate: number;
            /** Format: double */
            confidence: number;
            delta: string;
            fee: components["schemas"]["Money"];
            gross: components["schemas"]["Money"];
            net: components["schemas"]["Money"];
            payment_count: number;
            /** @description Left out without the UNBUNDLING add-on when there is more than one. */
            payments?: components["schemas"]["PaymentView"][] | null;
            reasons: components["schemas"]["ReasonView"][];
            /** @description "Sure", "Likely", "Unsure": thresholds of the product, not of the engine. */
            words: string;
        };
        /** @description Money out is a job's cost. */
        Tagged: {
            bank_transaction_id: components["schemas"]["BankTransactionId"];
            job_id: components["schemas"]["JobId"];
            status: components["schemas"]["Status"];
        };
        /** @description What became of it. */
        TakenBack: components["schemas"]["ActionView"] | components["schemas"]["GroupTakenBack"];
        TargetInvoice: {
            client_name?: string | null;
            invoice_id: string;
            number: string;
            owed: components["schemas"]["Money"];
        };
        TargetJob: {
            client_name?: string | null;
            job_id: string;
            /** Format: int64 */
            number: number;
            title: string;
        };
        TargetPayment: {
            client_name?: string | null;
            invoices: string[];
            /** @description Not matched yet. */
            open: components["schemas"]["Money"];
            payment_id: string;
            /** Format: date */
            received_on: string;
        };
        /** @description What fits. */
        TargetsView: {
            invoices: components["schemas"]["TargetInvoice"][];
            jobs: components["schemas"]["TargetJob"][];
            /** @description There is more of a kind than is shown: ask with more of the name. */
            more: boolean;
            payments: components["schemas"]["TargetPayment"][];
        };
        /**
         * @description A number with exactly one decimal, as text.
         * @example 9.4
         */
        Tenths: string;
        /** @description The rows of one tile. */
        TileRows: {
            /** @description What makes cash. */
            accounts: components["schemas"]["AccountRow"][];
            /** @description What is set aside. */
            earmarks: components["schemas"]["EarmarkRow"][];
            /** @enum {string} */
            tile: "runway_weeks";
            weekly_burden?: components["schemas"]["MoneyRow"] | null;
        } | {
            /** @description The week before. */
            last_week: components["schemas"]["MatchRow"][];
            /** @description Since Monday. */
            this_week: components["schemas"]["MatchRow"][];
            /** @enum {string} */
            tile: "cash_collected";
        } | {
            /** @description Issued in the last 90 days, paid or not. */
            invoiced: components["schemas"]["InvoiceRow"][];
            /** @description Still owed. */
            open: components["schemas"]["InvoiceRow"][];
            /** @enum {string} */
            tile: "dso_days";
        } | {
            /** @description Still owed, latest first. */
            open: components["schemas"]["InvoiceRow"][];
            /** @enum {string} */
            tile: "ar_buckets";
        } | {
            /** @description Explained. */
            matched: components["schemas"]["MatchRow"][];
            /** @enum {string} */
            tile: "reconciled_pct";
            /** @description Not explained, largest first. */
            unmatched: components["schemas"]["DepositRow"][];
        } | {
            /** @description All that were compared. */
            jobs: components["schemas"]["JobMargin"][];
            /** @enum {string} */
            tile: "jobs";
            /** @description Work against cash, where the job's days tell; furthest from level first. */
            variances: components["schemas"]["VarianceRow"][];
        };
        /** @description A figure, or what to do to have one. */
        Tile_Aging: ({
            /** @description 1 to 30 days late. */
            d1_30: components["schemas"]["Bucket"];
            /** @description 31 to 60 days late. */
            d31_60: components["schemas"]["Bucket"];
            /** @description 61 to 90 days late. */
            d61_90: components["schemas"]["Bucket"];
            /** @description Later. */
            d90_plus: components["schemas"]["Bucket"];
            /** @description Contested, of whatever age: in none of the buckets above. */
            disputed: components["schemas"]["Bucket"];
            /** @description Not yet due, or due today. */
            not_due: components["schemas"]["Bucket"];
            /** @description All of it. */
            total: components["schemas"]["Bucket"];
        } & {
            /** @enum {string} */
            state: "value";
        }) | (components["schemas"]["Prompt"] & {
            /** @enum {string} */
            state: "prompt";
        });
        /** @description A figure, or what to do to have one. */
        Tile_CashCollected: ({
            /** @description The whole week before. */
            last_week: components["schemas"]["Money"];
            /** @description Monday to now. */
            this_week: components["schemas"]["Money"];
        } & {
            /** @enum {string} */
            state: "value";
        }) | (components["schemas"]["Prompt"] & {
            /** @enum {string} */
            state: "prompt";
        });
        /** @description A figure, or what to do to have one. */
        Tile_Dso: ({
            change?: components["schemas"]["Tenths"] | null;
            /** @description Rounded half up. */
            days: components["schemas"]["Tenths"];
        } & {
            /** @enum {string} */
            state: "value";
        }) | (components["schemas"]["Prompt"] & {
            /** @enum {string} */
            state: "prompt";
        });
        /** @description A figure, or what to do to have one. */
        Tile_Jobs: ({
            /** @description No weekly burden is set, so none is in the margins. */
            before_burden: boolean;
            /**
             * Format: int64
             * @description How many jobs were compared.
             */
            compared: number;
            /** @description Worst first. */
            losers: components["schemas"]["JobMargin"][];
            /** @description Best first. */
            winners: components["schemas"]["JobMargin"][];
        } & {
            /** @enum {string} */
            state: "value";
        }) | (components["schemas"]["Prompt"] & {
            /** @enum {string} */
            state: "prompt";
        });
        /** @description A figure, or what to do to have one. */
        Tile_Reconciled: ({
            /** @description Matched by the engine alone ÷ all, rounded down. */
            auto_match_pct: components["schemas"]["Tenths"];
            /** @description Explained by the engine alone. */
            auto_matched_amount: components["schemas"]["Money"];
            change?: components["schemas"]["Tenths"] | null;
            /** @description Explained. */
            matched_amount: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Explained.
             */
            matched_count: number;
            /** @description Rounded down: 100.0 means all of it. */
            pct: components["schemas"]["Tenths"];
            /** @description Not explained. */
            unmatched_amount: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Not explained.
             */
            unmatched_count: number;
        } & {
            /** @enum {string} */
            state: "value";
        }) | (components["schemas"]["Prompt"] & {
            /** @enum {string} */
            state: "prompt";
        });
        /** @description A figure, or what to do to have one. */
        Tile_Runway: ({
            /**
             * Format: date-time
             * @description When the bank was last read of the balances that are oldest, where that is more than two days ago.
             */
            balances_as_of?: string | null;
            before?: components["schemas"]["RunwayBefore"] | null;
            /** @description In operating and savings accounts. */
            cash_available: components["schemas"]["Money"];
            change?: components["schemas"]["Tenths"] | null;
            /** @description Set aside by the owner. */
            earmarked: components["schemas"]["Money"];
            /** @description Cost of a week; above zero. */
            weekly_burden: components["schemas"]["Money"];
            /** @description Rounded down. Below zero when more is set aside than there is. */
            weeks: components["schemas"]["Tenths"];
            /** @description What moved it, and how old its balances are where they are old. */
            why?: string | null;
        } & {
            /** @enum {string} */
            state: "value";
        }) | (components["schemas"]["Prompt"] & {
            /** @enum {string} */
            state: "prompt";
        });
        /** @description All figures of a company at one moment. */
        Tiles: {
            /** @description What clients owe, by age. */
            ar_buckets: components["schemas"]["Tile_Aging"];
            /**
             * Format: date-time
             * @description When they were computed.
             */
            as_of: string;
            /** @description What was banked. */
            cash_collected: components["schemas"]["Tile_CashCollected"];
            collect?: components["schemas"]["Collect"] | null;
            /** @description Whose, as the owner calls it: a list of many companies reads nothing beside their tiles. */
            company?: string;
            /** @description How far the figures can be trusted. */
            data_health: components["schemas"]["DataHealth"];
            /** @description How long clients take to pay. */
            dso_days: components["schemas"]["Tile_Dso"];
            /** @description Jobs by cash margin. */
            jobs: components["schemas"]["Tile_Jobs"];
            /** @description How much of the money in is explained. */
            reconciled_pct: components["schemas"]["Tile_Reconciled"];
            /** @description How long the cash lasts. */
            runway_weeks: components["schemas"]["Tile_Runway"];
            /** @description What waits for a person. */
            tray: components["schemas"]["TrayTile"];
            /** @description Add-ons whose signal exists, strongest first. */
            upsells: components["schemas"]["Upsell"][];
            /** @description The company's ISO week at that moment. */
            week: components["schemas"]["IsoWeek"];
        };
        /** @description All figures of one moment, and what more there is to see. */
        TilesView: components["schemas"]["Tiles"] & {
            /** @description Of each of `upsells`, what is sold. */
            offers: components["schemas"]["OfferView"][];
        };
        /**
         * @description Something the tray asks a person about.
         * @example Z2lkOi8vMQ
         */
        TrayItemId: string;
        /**
         * @description What the tray asks about.
         * @enum {string}
         */
        TrayKind: "unconfirmed_deposit" | "off_job_income" | "expense_needs_job" | "personal_candidate" | "conflict" | "connection_broken";
        /** @description What waits for a person. */
        TrayTile: {
            /** @description Money in question, without sign. */
            amount: components["schemas"]["Money"];
            /**
             * Format: int64
             * @description Items.
             */
            count: number;
            /**
             * Format: int64
             * @description How long it takes, at 40 seconds an item, rounded up.
             */
            minutes: number;
        };
        /** @description The tray. */
        TrayView: {
            amount: components["schemas"]["Money"];
            count: number;
            items: components["schemas"]["ItemView"][];
            /** @description There is one page: the tray's limit is far above what a company can leave lying. */
            next_cursor?: string | null;
        };
        /** @description What the client sends. */
        Undo: {
            /** @description Of a split, only this part, first = 0: the others wait in the tray, ready to be entered again. */
            part?: number | null;
            /** @description As an action's answer or the audit list gives it: one act, or a whole group. */
            undo_id: string;
        };
        /** @description How it is taken back. */
        UndoView: {
            undo_id: string;
            /**
             * Format: date-time
             * @description Until when the screen offers it; the audit list does so later, too.
             */
            until: string;
        };
        /** @description It is as it was before. */
        Undone: {
            action: string;
            target_id: string;
            target_type: string;
            /** @description The item that waits in the tray again. */
            tray_item_id?: string | null;
            undone: components["schemas"]["AuditId"];
        };
        /** @description An add-on whose signal exists. */
        Upsell: {
            /** @enum {string} */
            code: "lump_payouts";
            /**
             * Format: int64
             * @description In 12 weeks.
             */
            count: number;
        } | {
            /** @enum {string} */
            code: "slow_clients";
            /** @description DSO. */
            days: components["schemas"]["Tenths"];
        };
        /**
         * @description A person, as the identity provider knows them (`sub`).
         * @example Z2lkOi8vMQ
         */
        UserId: string;
        /** @description A job's work against its cash, in words. */
        VarianceRow: components["schemas"]["JobVariance"] & {
            /** @description Whose it is. */
            client_name?: string | null;
            /**
             * Format: int64
             * @description Its number.
             */
            number: number;
            /** @description What the status means. */
            words: string;
        };
        /**
         * @description What a variance means.
         * @enum {string}
         */
        VarianceStatus: "level" | "behind_on_payments" | "collections_problem" | "paid_ahead" | "large_upfront";
        /** @description One email without its text: what it was called, and its figures, null where they were not known. */
        WeekView: {
            /** Format: date-time */
            as_of: string;
            cash_collected?: components["schemas"]["Money"] | null;
            dso_days?: components["schemas"]["Tenths"] | null;
            reconciled_pct?: components["schemas"]["Tenths"] | null;
            runway_weeks?: components["schemas"]["Tenths"] | null;
            /** Format: date-time */
            sent_at?: string | null;
            status: components["schemas"]["SendStatus"];
            subject: string;
            week: components["schemas"]["IsoWeek"];
        };
        /** @description Why a rule leaves a line alone. */
        WhyNot: {
            /** @enum {string} */
            code: "decided";
            /** @description How. */
            status: components["schemas"]["Status"];
        } | {
            /** @enum {string} */
            code: "withdrawn";
        } | {
            /** @enum {string} */
            code: "money_in";
        } | {
            /** @enum {string} */
            code: "other_rule";
            /** @description Which. */
            rule_id: components["schemas"]["RuleId"];
        };
        /** @description What is written. */
        Writing: {
            /** @enum {string} */
            kind: "note";
            /** @description One paragraph. HTML in it is text. */
            text: string;
        } | {
            /**
             * Format: date
             * @description On which of the company's own days.
             */
            due_on?: string | null;
            /** @description One paragraph. */
            instructions?: string | null;
            /** @enum {string} */
            kind: "task";
            /** @description One line. */
            title: string;
        };
    };
    responses: {
        /** @description The request is not understood; A key is missing */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 400;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/bad-request" | "https://oodaloo.app/problems/idempotency-key";
                };
            };
        };
        /** @description Sign in first */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 401;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/unauthenticated";
                };
            };
        };
        /** @description This belongs to an add-on */
        Problem402: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 402;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/add-on";
                };
            };
        };
        /** @description Your role does not do this */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 403;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/role";
                };
            };
        };
        /** @description Not found */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 404;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/not-found";
                };
            };
        };
        /** @description This has changed since you looked; A company needs an owner */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 409;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/stale" | "https://oodaloo.app/problems/last-owner";
                };
            };
        };
        /** @description This is no longer so */
        Problem410: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 410;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/gone";
                };
            };
        };
        /** @description This has changed since you looked */
        Problem412: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 412;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/precondition-failed";
                };
            };
        };
        /** @description The request is too large */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 413;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/too-large";
                };
            };
        };
        /** @description Send JSON */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 415;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/media-type";
                };
            };
        };
        /** @description This cannot be done; This is not a CSV that can be read; Say what the file means; This key belongs to another request; That is more than one answer can hold; The other side did not accept it */
        Problem422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 422;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/unprocessable" | "https://oodaloo.app/problems/not-a-csv" | "https://oodaloo.app/problems/say-more" | "https://oodaloo.app/problems/idempotency-mismatch" | "https://oodaloo.app/problems/too-much" | "https://oodaloo.app/problems/rail";
                };
            };
        };
        /** @description Say which version you change */
        Problem428: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 428;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/precondition-required";
                };
            };
        };
        /** @description Too many requests at once */
        Problem429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
            };
        };
        /** @description Something broke on our side */
        Problem500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 500;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/internal";
                };
            };
        };
        /** @description Not available just now */
        Problem503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["GatewayMessage"];
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @constant */
                    status?: 503;
                    /** @enum {unknown} */
                    type?: "https://oodaloo.app/problems/unavailable";
                };
            };
        };
    };
    parameters: {
        /** @description Whose. The caller has to belong to it. */
        CompanyId: components["schemas"]["CompanyId"];
        /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAudit: {
        parameters: {
            query: {
                /** @description The first day, in the company's own days */
                from?: string;
                /** @description The last day, in the company's own days */
                to?: string;
                /** @description The id of what it is about */
                target?: string;
                /** @description Whose: `engine`, `rule`, or a member's id */
                by?: string;
                /** @description Where to go on: `next_cursor` of the page before */
                cursor?: string;
                /** @description Entries a page; 50 when nobody says */
                limit?: number;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportAudit: {
        parameters: {
            query: {
                /** @description The first day, in the company's own days */
                from: string;
                /** @description The last day, in the company's own days */
                to: string;
                /** @description CSV when nobody says */
                format?: "csv" | "json";
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditView"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listDigests: {
        parameters: {
            query: {
                /** @description How many; 12 when nobody says */
                weeks?: number;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getDigest: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Of which week */
                week: components["schemas"]["IsoWeek"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it was sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    exportFile: {
        parameters: {
            query: {
                /** @description The first day */
                from: string;
                /** @description The last day */
                to: string;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Which file */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listImports: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    importFile: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "csv_6f1d2c",
                 *       "dry_run": true,
                 *       "file": "RGF0ZSxEZXNjcmlwdGlvbixBbW91bnQK",
                 *       "file_name": "march.csv"
                 *     }
                 */
                "application/json": components["schemas"]["ImportFile"];
            };
        };
        responses: {
            /** @description How it would be read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuessView"];
                };
            };
            /** @description It is on its way into the books */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    importAddress: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    newImportAddress: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": null
                 *     }
                 */
                "application/json": components["schemas"]["NewAddress"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getImport: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Which */
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    declineImport: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which */
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Declined */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    acceptImport: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which */
                id: components["schemas"]["ImportId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "csv_6f1d2c"
                 *     }
                 */
                "application/json": components["schemas"]["AcceptFile"];
            };
        };
        responses: {
            /** @description It is on its way into the books */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listIntegrations: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    makeCsvAccount: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "operating",
                 *       "name": "First Credit Union 4471"
                 *     }
                 */
                "application/json": components["schemas"]["CsvAccount"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    authorizeJobber: {
        parameters: {
            query: {
                /**
                 * @description Where Jobber's page sends the browser back to; one of those registered with Jobber
                 * @example https://app.oodaloo.app/connect/jobber
                 */
                redirect_uri: string;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to send the browser */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizeView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    connectJobber: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "one-time-code",
                 *       "redirect_uri": "https://app.oodaloo.app/connect/jobber"
                 *     }
                 */
                "application/json": components["schemas"]["JobberCallback"];
            };
        };
        responses: {
            /** @description Connected; the first look at it has begun */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    connectPlaid: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "institution_name": "First Bank",
                 *       "labels": {
                 *         "acct_1": "operating"
                 *       },
                 *       "public_token": "public-sandbox-1"
                 *     }
                 */
                "application/json": components["schemas"]["PlaidExchange"];
            };
        };
        responses: {
            /** @description Connected; the first look at it has begun */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    openPlaidLink: {
        parameters: {
            query: {
                /** @description The connection to mend; a new one when nobody says */
                account?: components["schemas"]["RailAccountId"];
                /** @description Let the owner add accounts to it, or take some away */
                select_accounts?: boolean;
                /** @description Where a bank's own page sends the browser back to; one of those registered with Plaid */
                redirect_uri?: string;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For the browser */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkTokenView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    disconnect: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Which rail */
                rail: components["schemas"]["RailName"];
                /** @description Which of its accounts */
                account: components["schemas"]["RailAccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Disconnected */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    relabelConnection: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Which rail */
                rail: components["schemas"]["RailName"];
                /** @description Which of its accounts */
                account: components["schemas"]["RailAccountId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Chase, business"
                 *     }
                 */
                "application/json": components["schemas"]["Relabel"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    reconnect: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Which rail */
                rail: components["schemas"]["RailName"];
                /** @description Which of its accounts */
                account: components["schemas"]["RailAccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be looked at */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "eyJjb21wYW55.c2lnbmVk"
                 *     }
                 */
                "application/json": components["schemas"]["Accept"];
            };
        };
        responses: {
            /** @description A member */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            410: components["responses"]["Problem410"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getMe: {
        parameters: {
            query?: {
                /** @description Where to go on: `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listMembers: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["People"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    invite: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "dana@example.com",
                 *       "role": "dispatcher"
                 *     }
                 */
                "application/json": components["schemas"]["Invite"];
            };
        };
        responses: {
            /** @description Invited; the mail is on its way */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    withdrawInvitation: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which */
                id: components["schemas"]["InvitationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    removeMember: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which member */
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    changeRole: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which member */
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "owner"
                 *     }
                 */
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listNotes: {
        parameters: {
            query: {
                /** @description About this alone: `client`, `job`, `quote` or `invoice`, a colon, and its id */
                about?: string;
                /** @description Where to go on: `next_cursor` of the page before */
                cursor?: string;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    writeNote: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "about": {
                 *         "id": "MQ==",
                 *         "type": "client"
                 *       },
                 *       "text": "Promised to pay on Friday."
                 *     }
                 */
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description Kept, and on its way to Jobber */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getTiles: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All figures of one moment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TilesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listTileRows: {
        parameters: {
            query: {
                /** @description Which job, of the tile `jobs` */
                job_id?: components["schemas"]["JobId"];
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description A tile, by its name in the tiles */
                tile: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, and `as_of` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RowsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getPortfolio: {
        parameters: {
            query?: {
                /** @description Where to go on: `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listRules: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    makeRule: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true,
                 *       "kind": "ignore_merchant",
                 *       "pattern": "HOME DEPOT"
                 *     }
                 */
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            /** @description Made, or with `dry_run` what it would touch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteRule: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which */
                id: components["schemas"]["RuleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Anything: no page of another site can send it
                 * @example 1
                 */
                "X-Oodaloo": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Anything: no page of another site can send it
                 * @example 1
                 */
                "X-Oodaloo": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out here; `next` ends it at the pool */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            400: components["responses"]["Problem400"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    finishSession: {
        parameters: {
            query?: {
                /** @description Good for one exchange, for five minutes. */
                code?: string;
                /** @description The one `start` made up. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Into the app, signed in or told why not */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    startSession: {
        parameters: {
            query?: {
                /** @description An address inside the app: `/tray`. */
                return?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the pool's pages */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getSettings: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: {
                /** @description The `ETag` of what is known already */
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            /** @description As they are known */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    changeSettings: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The `ETag` of what is changed */
                "If-Match": string;
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "terms_days": 14,
                 *       "weekly_burden": "8500.00"
                 *     }
                 */
                "application/json": components["schemas"]["Patch"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            428: components["responses"]["Problem428"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listTargets: {
        parameters: {
            query: {
                /** @description Part of a name, a number or a title */
                q?: string;
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What fits, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetsView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    writeTask: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "MQ==",
                 *       "due_on": "2026-11-23",
                 *       "title": "Call about invoice 1031"
                 *     }
                 */
                "application/json": components["schemas"]["NewTask"];
            };
        };
        responses: {
            /** @description Kept, and on its way to Jobber */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoneView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getTray: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrayView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    confirmAllSure: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true,
                 *       "threshold": 0.95
                 *     }
                 */
                "application/json": components["schemas"]["Bulk"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    assignJob: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which item of the tray */
                id: components["schemas"]["TrayItemId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expected_version": 1,
                 *       "job_id": "Z2lkOi8vSm9iYmVyL0pvYi8x"
                 *     }
                 */
                "application/json": components["schemas"]["AssignJob"];
            };
        };
        responses: {
            /** @description Done; the same answer however often it is asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    confirmTrayItem: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which item of the tray */
                id: components["schemas"]["TrayItemId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "candidate": 0,
                 *       "expected_version": 1
                 *     }
                 */
                "application/json": components["schemas"]["Confirm"];
            };
        };
        responses: {
            /** @description Done; the same answer however often it is asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    ignoreTransaction: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which item of the tray */
                id: components["schemas"]["TrayItemId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expected_version": 1
                 *     }
                 */
                "application/json": components["schemas"]["Dismiss"];
            };
        };
        responses: {
            /** @description Done; the same answer however often it is asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    markOffJob: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which item of the tray */
                id: components["schemas"]["TrayItemId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expected_version": 1,
                 *       "note": "loan"
                 *     }
                 */
                "application/json": components["schemas"]["Dismiss"];
            };
        };
        responses: {
            /** @description Done; the same answer however often it is asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    splitDeposit: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Which item of the tray */
                id: components["schemas"]["TrayItemId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expected_version": 1,
                 *       "parts": [
                 *         {
                 *           "amount": "100.00",
                 *           "job_id": "Z2lkOi8vSm9iYmVyL0pvYi8x"
                 *         },
                 *         {
                 *           "amount": "20.00",
                 *           "note": "loan",
                 *           "off_job": true
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Split"];
            };
        };
        responses: {
            /** @description Done; the same answer however often it is asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listSuggestedPayments: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header?: never;
            path: {
                /** @description Which item of the tray */
                id: components["schemas"]["TrayItemId"];
                /** @description Which suggestion, first = 0 */
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inside"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            402: components["responses"]["Problem402"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    undo: {
        parameters: {
            query: {
                /** @description Whose. The caller has to belong to it. */
                company_id: components["parameters"]["CompanyId"];
            };
            header: {
                /** @description The same for repetitions of the same request: it is done once, and answered alike for a day. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "undo_id": "aud_019a9e6c"
                 *     }
                 */
                "application/json": components["schemas"]["Undo"];
            };
        };
        responses: {
            /** @description Taken back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenBack"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description We can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            /** @description We cannot */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    askUnsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Signed; from the mail */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page with a button */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    unsubscribe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Signed; from the mail */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
}
