"""Plaid's own Python client against a served sandbox.

    pip install plaid-python==46.0.0
    cargo run -p oodaloo-sandbox --example serve 4010 4011 &
    python tests/sandbox/plaid_python.py http://127.0.0.1:4011
"""

import base64
import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import plaid
from plaid.api import plaid_api
from plaid.model.country_code import CountryCode
from plaid.model.identity_get_request import IdentityGetRequest
from plaid.model.accounts_balance_get_request_options import AccountsBalanceGetRequestOptions
from plaid.model.institutions_get_by_id_request import InstitutionsGetByIdRequest
from plaid.model.item_get_request import ItemGetRequest
from plaid.model.item_public_token_exchange_request import ItemPublicTokenExchangeRequest
from plaid.model.item_remove_request import ItemRemoveRequest
from plaid.model.item_webhook_update_request import ItemWebhookUpdateRequest
from plaid.model.accounts_balance_get_request import AccountsBalanceGetRequest
from plaid.model.accounts_get_request import AccountsGetRequest
from plaid.model.link_token_create_request import LinkTokenCreateRequest
from plaid.model.link_token_create_request_user import LinkTokenCreateRequestUser
from plaid.model.link_token_transactions import LinkTokenTransactions
from plaid.model.products import Products
from plaid.model.sandbox_item_fire_webhook_request import SandboxItemFireWebhookRequest
from plaid.model.sandbox_item_reset_login_request import SandboxItemResetLoginRequest
from plaid.model.sandbox_public_token_create_request import SandboxPublicTokenCreateRequest
from plaid.model.transactions_sync_request import TransactionsSyncRequest
from plaid.model.transactions_sync_request_options import TransactionsSyncRequestOptions
from plaid.model.webhook_verification_key_get_request import WebhookVerificationKeyGetRequest


def client(url: str, secret: str) -> plaid_api.PlaidApi:
    keys = {"clientId": "sandbox-only-plaid-client", "secret": secret, "plaidVersion": "2020-09-14"}
    return plaid_api.PlaidApi(plaid.ApiClient(plaid.Configuration(host=url, api_key=keys)))


def refused(call, code: str) -> None:
    try:
        call()
    except plaid.ApiException as error:
        assert error.status == 400 and code in error.body, error.body
        return
    raise AssertionError(f"{code} expected")


class Door(HTTPServer):
    """Takes one delivery."""

    def __init__(self) -> None:
        door = self

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                door.taken = (self.headers["plaid-verification"], self.rfile.read(length))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.taken = None
        super().__init__(("127.0.0.1", 0), Take)
        self.waiting = Thread(target=self.handle_request)
        self.waiting.start()

    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/plaid"

    def delivery(self) -> tuple:
        self.waiting.join(timeout=10)
        assert self.taken, "no delivery"
        return self.taken


def part(token: str, n: int) -> dict:
    text = token.split(".")[n]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def main(url: str) -> None:
    api = client(url, "sandbox-only-plaid-secret-00000000")
    us = [CountryCode("US")]
    link = api.link_token_create(
        LinkTokenCreateRequest(
            client_name="Oodaloo",
            language="en",
            country_codes=us,
            products=[Products("transactions")],
            transactions=LinkTokenTransactions(days_requested=730),
            user=LinkTokenCreateRequestUser(client_user_id="c1"),
        )
    )
    assert link.link_token.startswith("link-sandbox-")
    public = api.sandbox_public_token_create(
        SandboxPublicTokenCreateRequest(institution_id="ins_109508", initial_products=[Products("transactions")])
    )
    exchanged = api.item_public_token_exchange(ItemPublicTokenExchangeRequest(public_token=public.public_token))
    token = exchanged.access_token
    bank = api.institutions_get_by_id(InstitutionsGetByIdRequest(institution_id="ins_109508", country_codes=us))
    accounts = api.accounts_get(AccountsGetRequest(access_token=token)).accounts
    balances = api.accounts_balance_get(AccountsBalanceGetRequest(access_token=token)).accounts
    assert len(accounts) == len(balances) == 4
    cash = [account.account_id for account in accounts if str(account.type) == "depository"]
    options = AccountsBalanceGetRequestOptions(account_ids=cash)
    live = api.accounts_balance_get(AccountsBalanceGetRequest(access_token=token, options=options)).accounts
    assert sorted(account.account_id for account in live) == sorted(cash)
    nobody = AccountsBalanceGetRequestOptions(account_ids=["nobody"])
    request = AccountsBalanceGetRequest(access_token=token, options=nobody)
    refused(lambda: api.accounts_balance_get(request), "INVALID_ACCOUNT_ID")
    refused(lambda: api.identity_get(IdentityGetRequest(access_token=token)), "PRODUCTS_NOT_SUPPORTED")
    named = api.sandbox_public_token_create(
        SandboxPublicTokenCreateRequest(
            institution_id="ins_109508", initial_products=[Products("transactions"), Products("identity")]
        )
    )
    named = api.item_public_token_exchange(ItemPublicTokenExchangeRequest(public_token=named.public_token))
    holders = api.identity_get(IdentityGetRequest(access_token=named.access_token))
    assert len(holders.accounts) == 4 and all(account.owners[0].names for account in holders.accounts)
    assert "identity" in [str(product) for product in holders.item.products]
    options = TransactionsSyncRequestOptions(include_original_description=True)
    cursor, lines, pages = "", [], 0
    while True:
        request = TransactionsSyncRequest(access_token=token, cursor=cursor, count=100, options=options)
        page = api.transactions_sync(request)
        lines += page.added
        pages += 1
        cursor = page.next_cursor
        if not page.has_more:
            break
    assert len({line.transaction_id for line in lines}) == len(lines)
    deposits = [line for line in lines if line.amount < 0]
    item = api.item_get(ItemGetRequest(access_token=token))
    assert item.item.item_id == exchanged.item_id and item.item.error is None
    door = Door()
    hook = door.url()
    assert api.item_webhook_update(ItemWebhookUpdateRequest(access_token=token, webhook=hook)).item.webhook == hook
    fired = SandboxItemFireWebhookRequest(access_token=token, webhook_code="SYNC_UPDATES_AVAILABLE")
    assert api.sandbox_item_fire_webhook(fired).webhook_fired
    token_of_hook, body = door.delivery()
    key = api.webhook_verification_key_get(WebhookVerificationKeyGetRequest(key_id=part(token_of_hook, 0)["kid"])).key
    assert (key.alg, key.crv, key.kty, key.expired_at) == ("ES256", "P-256", "EC", None)
    assert part(token_of_hook, 1)["request_body_sha256"] == hashlib.sha256(body).hexdigest()
    api.item_webhook_update(ItemWebhookUpdateRequest(access_token=token, webhook="http://127.0.0.1:9/plaid"))
    assert api.sandbox_item_reset_login(SandboxItemResetLoginRequest(access_token=token)).reset_login
    refused(lambda: api.transactions_sync(TransactionsSyncRequest(access_token=token)), "ITEM_LOGIN_REQUIRED")
    assert api.item_get(ItemGetRequest(access_token=token)).item.error.error_code == "ITEM_LOGIN_REQUIRED"
    wrong = client(url, "wrong")
    refused(lambda: wrong.item_get(ItemGetRequest(access_token=token)), "INVALID_API_KEYS")
    api.item_remove(ItemRemoveRequest(access_token=token))
    refused(lambda: api.item_get(ItemGetRequest(access_token=token)), "INVALID_ACCESS_TOKEN")
    print(f"{bank.institution.name}: {len(lines)} lines on {pages} pages, {len(deposits)} deposits, {len(accounts)} accounts")


if __name__ == "__main__":
    main(sys.argv[1])
