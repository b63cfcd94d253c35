#!/usr/bin/env python3
"""What one would write with dlt: a REST client for the list, a transformer that asks for each job's detail and stores its
result, and a table of the results in files. It flushes and hashes nothing. Arguments: API TOKEN DROP."""

import sys
from pathlib import Path

import dlt
from dlt.sources.helpers import requests
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth
from dlt.sources.helpers.rest_client.paginators import PageNumberPaginator

dlt.config["extract.workers"] = 16
api, token, drop = sys.argv[1], sys.argv[2], Path(sys.argv[3])
client = RESTClient(
    base_url=f"{api}/companies/search/async",
    auth=BearerTokenAuth(token),
    paginator=PageNumberPaginator(base_page=1, page_param="page", total_path="totalPages"),
    data_selector="items",
)


@dlt.resource(selected=False)
def jobs(completed_at=dlt.sources.incremental("completed_at", row_order="desc")):
    for page in client.paginate("jobs", params={"pageSize": 100}):
        yield [job for job in page if job["status"] == "completed"]


@dlt.transformer(data_from=jobs, primary_key="job_id", write_disposition="append")
def results(page):
    for job in page:
        yield stored(job["job_id"])


@dlt.defer
def stored(job_id):
    job = client.get(job_id).json()
    body = requests.get(job["results_url"])
    part = drop / f".{job_id}"
    part.write_bytes(body.content)
    part.rename(drop / job_id)
    return {**job, "size": len(body.content)}


pipeline = dlt.pipeline(
    "jobs",
    pipelines_dir=str(drop / ".pipelines"),
    destination=dlt.destinations.filesystem(str(drop / ".tables")),
    dataset_name="exports",
)
print(pipeline.run(results()))
