using LocalEngine.Projects;
using PluginProtocol.Values;

namespace LocalEngine.State;

/// <summary>The stacks of a backend, for programs that read the outputs of others.</summary>
/// <param name="projectFolder">Folder of the program's project.</param>
/// <param name="project">The program's project.</param>
/// <param name="organization">The program's organization.</param>
/// <param name="backendUrl">The backend; null for the project's folder.</param>
/// <param name="crypterOf">Opens the secrets of a state by its salt.</param>
internal sealed class LocalStacks(
    string projectFolder,
    string project,
    string organization,
    string? backendUrl,
    Func<string, ISecretCrypter> crypterOf
)
{
    /// <summary>Pulumi's name of the organization in backends that have none.</summary>
    private const string NoOrganization = "organization";

    /// <summary>The outputs of a stack: those of its last update.</summary>
    /// <param name="name">The stack: <c>stack</c>, <c>organization/stack</c> or <c>organization/project/stack</c>.</param>
    /// <exception cref="EngineException">There is no such stack, or its state cannot be read.</exception>
    public PropertyObject Outputs(string name)
    {
        var (owner, stack) = Names.Reference(name, project);
        var parts = name.Split('/');
        if (parts.Length > 1 && parts[0] != NoOrganization && parts[0] != organization)
            throw new EngineException(
                $"unknown stack \"{name}\": local stacks are of the organization \"{NoOrganization}\". Refer to it as "
                    + $"{NoOrganization}/{owner}/{stack}, or run the program with `pulumi up` where the stack is kept by Pulumi Cloud."
            );
        var backend = new FileBackend(projectFolder, owner, stack, backendUrl);
        if (!backend.Exists)
            throw new EngineException(
                $"unknown stack \"{name}\": there is no {backend.CheckpointPath}. Deploy it first; stacks of several projects "
                    + "see each other when they share a backend (PULUMI_BACKEND_URL=file://...)."
            );
        var snapshot = backend.Load(new CheckpointFile(backend.ReadSalt() is { } salt ? crypterOf(salt) : null));
        return snapshot.Resources.FirstOrDefault(r => r.Type == Urn.StackType)?.Outputs ?? PropertyObject.Empty;
    }
}
