"""A GraphQL client that is not ours (gql), against a served sandbox Jobber. It never asks for the schema.

    python tests/sandbox/gql_client.py http://127.0.0.1:4010
"""

import sys
from urllib.parse import parse_qs, urlencode, urlparse

import requests
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError, TransportServerError
from gql.transport.requests import RequestsHTTPTransport

APP = {"client_id": "sandbox-only-jobber-client", "client_secret": "sandbox-only-jobber-secret-0000000000000000"}
BACK = "https://app.example/back"
VERSION = {"X-JOBBER-GRAPHQL-VERSION": "2025-04-16"}

INVOICES = """
query Invoices($after: String) {
  invoices(first: 50, after: $after, sort: [{ key: UPDATED_AT, direction: ASCENDING }]) {
    nodes { id invoiceNumber amounts { total invoiceBalance } }
    pageInfo { endCursor hasNextPage }
  }
}
"""
PAYOUTS = """
{ payoutRecords(first: 5) { nodes { netAmount balanceTransactions(first: 40) { nodes { grossAmount feeAmount netAmount } } } } }
"""


CLIENT = "{ clients(first: 1) { nodes { id } } }"
NOTE = """
mutation Note($id: EncodedId!, $message: String) {
  clientCreateNote(clientId: $id, input: { message: $message }) { clientNote { id } userErrors { message path } }
}
"""
NOTES = "query Notes($id: EncodedId!) { client(id: $id) { notes(first: 10) { nodes { id message } } } }"


def tokens(url: str, grant: dict) -> requests.Response:
    return requests.post(f"{url}/api/oauth/token", data={**APP, **grant}, timeout=10)


def authorised(url: str) -> dict:
    asked = urlencode({"response_type": "code", "client_id": APP["client_id"], "redirect_uri": BACK, "state": "s"})
    page = requests.get(f"{url}/api/oauth/authorize?{asked}", allow_redirects=False, timeout=10)
    brought = parse_qs(urlparse(page.headers["location"]).query)
    assert brought["state"] == ["s"]
    grant = {"grant_type": "authorization_code", "code": brought["code"][0], "redirect_uri": BACK}
    return tokens(url, grant).json()


def client(url: str, access: str, headers: dict = VERSION) -> Client:
    headers = {"Authorization": f"Bearer {access}", **headers}
    transport = RequestsHTTPTransport(url=f"{url}/api/graphql", headers=headers, timeout=10)
    return Client(transport=transport, fetch_schema_from_transport=False)


def refused(call, kinds: tuple, text: str) -> None:
    try:
        call()
    except kinds as error:
        assert text in str(error), error
        return
    raise AssertionError(f"{text} expected")


def main(url: str) -> None:
    given = authorised(url)
    jobber = client(url, given["access_token"])
    account = jobber.execute(gql("{ account { id name } }"))["account"]
    after, invoices = None, []
    while True:
        page = jobber.execute(gql(INVOICES), variable_values={"after": after})["invoices"]
        invoices += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert invoices and len({i["id"] for i in invoices}) == len(invoices)
    payouts = jobber.execute(gql(PAYOUTS))["payoutRecords"]["nodes"]
    for payout in payouts:
        lines = payout["balanceTransactions"]["nodes"]
        assert sum(line["netAmount"] for line in lines) == payout["netAmount"]
    owner = jobber.execute(gql(CLIENT))["clients"]["nodes"][0]["id"]
    made = jobber.execute(gql(NOTE), variable_values={"id": owner, "message": "Called."})["clientCreateNote"]
    assert made["userErrors"] == []
    notes = jobber.execute(gql(NOTES), variable_values={"id": owner})["client"]["notes"]["nodes"]
    assert notes == [{"id": made["clientNote"]["id"], "message": "Called."}]
    nobody = jobber.execute(gql(NOTE), variable_values={"id": "bm8=", "message": "x"})["clientCreateNote"]
    assert nobody["clientNote"] is None and nobody["userErrors"][0]["path"] == ["clientId"]
    # Strictness: an unknown field fails the whole query, a list without `first` costs for 100, and both
    # the version and the token have to be there.
    refused(lambda: jobber.execute(gql("{ account { id nothing } }")), (TransportQueryError,), "nothing")
    dear = "{ invoices(first: 100) { nodes { jobs { nodes { id title } } } } }"
    refused(lambda: jobber.execute(gql(dear)), (TransportQueryError,), "Throttled")
    bare = client(url, given["access_token"], {})
    refused(lambda: bare.execute(gql("{ account { id } }")), (TransportServerError, TransportQueryError), "")
    stranger = client(url, "nobody")
    refused(lambda: stranger.execute(gql("{ account { id } }")), (TransportServerError, TransportQueryError), "")
    # A refresh token is good once; shown twice, the grant is gone.
    refresh = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    renewed = tokens(url, refresh).json()
    assert client(url, renewed["access_token"]).execute(gql("{ account { id } }"))
    assert tokens(url, refresh).status_code == 401
    assert tokens(url, {**refresh, "refresh_token": renewed["refresh_token"]}).status_code == 401
    print(f"{account['name']}: {len(invoices)} invoices, {len(payouts)} payouts add up")


if __name__ == "__main__":
    main(sys.argv[1])
