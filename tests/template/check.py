"""The laws of template.yaml: what the linters say, and what they do not know.

Run by `make template`. Talks to nobody: no AWS account, no network.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
BIN = Path(sys.executable).parent
FAKE_AWS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "fake",
    "AWS_SECRET_ACCESS_KEY": "fake",
    "AWS_EC2_METADATA_DISABLED": "true",
    "SAM_CLI_TELEMETRY": "0",
}


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (`!Ref` and the rest)."""


def _short(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", _short)


def load():
    return yaml.load(TEMPLATE.read_text(), Loader)


def expanded():
    """The template as CloudFormation sees it."""
    os.environ.update(FAKE_AWS)
    template = load()
    for function in of_type(template["Resources"], "AWS::Serverless::Function").values():
        # What `sam package` does; where the code is matters to no law.
        assert function["Properties"]["CodeUri"].startswith("target/lambda/")
        function["Properties"]["CodeUri"] = "s3://code/function.zip"
    return Translator({}, Parser()).translate(template, {})["Resources"]


def of_type(resources, kind):
    return {name: r for name, r in resources.items() if r["Type"] == kind}


def listed(value):
    return value if isinstance(value, list) else [value]


def statements(resources):
    """Every statement of every policy: (where, statement, is it a policy of a resource itself?)."""
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        assert not role["Properties"].get("ManagedPolicyArns"), f"{name}: managed policies say more than is needed"
        for policy in role["Properties"].get("Policies", []):
            for statement in listed(policy["PolicyDocument"]["Statement"]):
                yield name, statement, False
    for name, r in resources.items():
        for key in ("KeyPolicy", "PolicyDocument"):
            document = r["Properties"].get(key)
            if document:
                for statement in listed(document["Statement"]):
                    yield name, statement, True


def target(value):
    """The logical id behind a Ref, a GetAtt or a plain name."""
    if isinstance(value, dict):
        inner = next(iter(value.values()))
        return inner[0] if isinstance(inner, list) else inner
    return value


# ------------------------------------------------------------------ laws

def linters(_):
    env = {**os.environ, **FAKE_AWS}
    for command in ([BIN / "cfn-lint", TEMPLATE], [BIN / "sam", "validate", "--lint", "-t", TEMPLATE]):
        run = subprocess.run([str(c) for c in command], env=env, cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, f"{Path(command[0]).name}:\n{run.stdout}{run.stderr}"


def no_wide_actions(resources):
    count = 0
    for where, statement, _ in statements(resources):
        assert "NotAction" not in statement and "NotResource" not in statement, f"{where}: names what is not meant"
        for action in listed(statement["Action"]):
            count += 1
            assert "*" not in action, f"{where}: {action}"
            assert not action.endswith((":Scan", ":PartiQLSelect")), f"{where}: {action} reads whole tables"
    assert count > 20, "the policies were not found"


def exact_resources(resources):
    for where, statement, of_resource in statements(resources):
        for arn in listed(statement.get("Resource", [])):
            # In a key's own policy "*" is the key.
            if of_resource and resources[where]["Type"] == "AWS::KMS::Key" and arn == "*":
                continue
            text = json.dumps(arn)
            # All objects of a bucket are in a policy of that bucket alone.
            if of_resource and resources[where]["Type"] == "AWS::S3::BucketPolicy":
                text = text.replace(".Arn}/*", ".Arn}/")
            # The six random characters AWS adds to a secret's name are not known before it exists.
            assert "*" not in text and "?" not in text.replace("-??????", ""), f"{where}: {text}"


def audit_is_only_added_to(resources):
    """Who may update or delete items may not do it to audit entries. A put over one is refused by the store."""
    denied = {where for where, s, _ in statements(resources)
              if s["Effect"] == "Deny" and {"dynamodb:UpdateItem", "dynamodb:DeleteItem"} <= set(listed(s["Action"]))
              and s["Condition"] == {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": "C#*#AUDIT"}}}
    allowed = set()
    for where, s, _ in statements(resources):
        if s["Effect"] == "Allow":
            actions = {a for a in listed(s["Action"]) if a.startswith("dynamodb:")}
            # Without these, an item can only be changed by the actions that are denied.
            assert not any("Batch" in a and "Write" in a or "PartiQL" in a for a in actions), where
            if actions & {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}:
                allowed.add(where)
    assert allowed and allowed <= denied, f"{allowed - denied} may change audit entries"
    keys = (ROOT / "shared/store/src/keys.rs").read_text()
    assert 'AUDIT_PARTITION: &str = "#AUDIT"' in keys, "the partition is called otherwise in the code"


def tokens_are_bound(resources):
    for where, statement, of_resource in statements(resources):
        if not of_resource and {"kms:Decrypt", "kms:Encrypt"} & set(listed(statement["Action"])):
            condition = json.dumps(statement.get("Condition", {}))
            assert "EncryptionContext:company_id" in condition and "EncryptionContext:rail" in condition, where


def roles_are_own(resources):
    roles = [target(f["Properties"]["Role"]) for f in of_type(resources, "AWS::Lambda::Function").values()]
    assert len(roles) == len(set(roles)) == 6, "every function has a role of its own"


def consumers(resources):
    functions = of_type(resources, "AWS::Lambda::Function")
    queues = of_type(resources, "AWS::SQS::Queue")
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping")
    assert len(mappings) == 3
    for name, mapping in mappings.items():
        p = mapping["Properties"]
        assert p.get("FunctionResponseTypes") == ["ReportBatchItemFailures"], f"{name}: a partial failure would be lost"
        assert p["BatchSize"] <= 10 and "MaximumConcurrency" in p.get("ScalingConfig", {}), name
        timeout = functions[target(p["FunctionName"])]["Properties"]["Timeout"]
        visibility = queues[target(p["EventSourceArn"])]["Properties"]["VisibilityTimeout"]
        assert visibility >= 6 * timeout, f"{name}: visibility {visibility} < 6 x {timeout}"


def queues(resources):
    queues = of_type(resources, "AWS::SQS::Queue")
    watched = {}
    for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values():
        p = alarm["Properties"]
        assert p.get("AlarmActions"), "an alarm nobody hears"
        for dimension in p.get("Dimensions", []):
            if dimension["Name"] == "QueueName":
                watched.setdefault(target(dimension["Value"]), set()).add(p["MetricName"])
    for name, queue in queues.items():
        p = queue["Properties"]
        assert p.get("SqsManagedSseEnabled") is True, f"{name}: not encrypted"
        if name.endswith("DeadLetterQueue"):
            assert p["MessageRetentionPeriod"] == 14 * 86400, f"{name}: keep what failed for 14 days"
            assert "ApproximateNumberOfMessagesVisible" in watched.get(name, ()), f"{name}: no alarm"
            continue
        redrive = p["RedrivePolicy"]
        assert target(redrive["deadLetterTargetArn"]) == f"{name}DeadLetterQueue" in queues, name
        assert redrive["maxReceiveCount"] >= 5, f"{name}: gives up too early"
        assert p.get("FifoQueue") is True, f"{name}: order per company matters"
        assert "ApproximateAgeOfOldestMessage" in watched.get(name, ()), f"{name}: no alarm on age"


def functions(resources):
    logs = of_type(resources, "AWS::Logs::LogGroup")
    names = {json.dumps(g["Properties"]["LogGroupName"]) for g in logs.values()}
    assert all(g["Properties"].get("RetentionInDays") for g in logs.values()), "logs are not kept for ever"
    for name, function in of_type(resources, "AWS::Lambda::Function").items():
        p = function["Properties"]
        assert p["Runtime"] == "provided.al2023" and p["Handler"] == "bootstrap", name
        own = p["FunctionName"]["Fn::Sub"].replace("oodaloo-", "/aws/lambda/oodaloo-")
        assert json.dumps({"Fn::Sub": own}) in names, f"{name}: no log group of its own"
        for variable, value in p["Environment"]["Variables"].items():
            if re.search("SECRET|TOKEN|PASSWORD|KEY", variable) and isinstance(value, str):
                raise AssertionError(f"{name}: {variable} stands in the template in clear")


def open_to_the_world(resources):
    for name, url in of_type(resources, "AWS::Lambda::Url").items():
        function = resources[target(url["Properties"]["TargetFunctionArn"])]
        assert "ReservedConcurrentExecutions" in function["Properties"], f"{name}: a flood would take the whole account"
    open_routes = set()
    for route in of_type(resources, "AWS::ApiGatewayV2::Route").values():
        p = route["Properties"]
        if p.get("AuthorizationType") != "JWT":
            open_routes.add(p["RouteKey"])
    session = {f"{method} /api/v1/session{path}" for method, path in
               [("GET", "/start"), ("GET", "/callback"), ("POST", ""), ("DELETE", "")]}
    assert open_routes == {"GET /healthz", "GET /u/{token}", "POST /u/{token}"} | session, open_routes
    for name, stage in of_type(resources, "AWS::ApiGatewayV2::Stage").items():
        p = stage["Properties"]
        assert p.get("AccessLogSettings") and p["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0, name


def schedules(resources):
    for name, schedule in of_type(resources, "AWS::Scheduler::Schedule").items():
        wake = schedule["Properties"]["Target"]
        assert target(wake["DeadLetterConfig"]["Arn"]) in resources and wake["RetryPolicy"], name
        assert json.loads(wake["Input"])["schedule"], name


def what_is_kept(resources):
    for kind in ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Cognito::UserPool"):
        for name, r in of_type(resources, kind).items():
            assert r.get("DeletionPolicy") == r.get("UpdateReplacePolicy") == "Retain", f"{name} would be deleted with the stack"
    (table,) = of_type(resources, "AWS::DynamoDB::Table").values()
    p = table["Properties"]
    assert p["BillingMode"] == "PAY_PER_REQUEST" and p["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    assert "DeletionProtectionEnabled" in p and p["TimeToLiveSpecification"]["Enabled"]
    (key,) = of_type(resources, "AWS::KMS::Key").values()
    assert key["Properties"]["EnableKeyRotation"] is True


def metrics_of_one_service(_):
    """A dimension per company would cost more than everything else together."""
    assert "company" not in json.dumps([r["Properties"].get("Dimensions") for r in of_type(load()["Resources"], "AWS::CloudWatch::Alarm").values()])


LAWS = [linters, no_wide_actions, exact_resources, audit_is_only_added_to, tokens_are_bound, roles_are_own, consumers, queues, functions,
        open_to_the_world, schedules, what_is_kept, metrics_of_one_service]


def main():
    resources, broken = expanded(), 0
    for law in LAWS:
        try:
            law(resources)
            print(f"ok      template: {law.__name__}")
        except AssertionError as why:
            broken += 1
            print(f"BROKEN  template: {law.__name__}: {why}")
    print(f"template.yaml: {len(LAWS) - broken} laws hold, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
