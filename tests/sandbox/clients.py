"""Runs the clients that are not ours against a sandbox that is served for them.

    python tests/sandbox/clients.py target/debug/examples/serve
"""

import subprocess
import sys

import gql_client
import plaid_python


def main(program: str) -> None:
    with subprocess.Popen([program, "0", "0"], stdout=subprocess.PIPE, text=True) as served:
        try:
            urls = dict(served.stdout.readline().split() for _ in range(2))
            gql_client.main(urls["jobber"])
            plaid_python.main(urls["plaid"])
        finally:
            served.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
